#include "core/content/cell_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/fits/big_endian.h"
#include "core/fits/integer_cell.h"

namespace heafs {
namespace {

int64_t bytes_of(char type) { return element_bits(type) / 8; }

bool is_integer_type(char type) { return type == 'B' || type == 'I' || type == 'J' || type == 'K'; }

}  // namespace

std::optional<CellReader> CellReader::of(const FitsHdu& table, const std::string& column) {
    const BinaryColumn* found = table.find_column(column);
    if (found == nullptr) return std::nullopt;
    return CellReader(table, *found);
}

CellReader::CellReader(const FitsHdu& table, const BinaryColumn& column)
    : table_(&table), column_(column) {
    // Unsigned integers (FITS 4.0, 5.2.5); beyond 2^62 there is no channel number.
    const double zero = table.real(fmt::format("TZERO{}", column.number)).value_or(0);
    if (std::fabs(zero) < 4e18) zero_ = static_cast<int64_t>(zero);
    heap_ = table.integer("THEAP").value_or(table.rows() * table.row_bytes());
}

bool CellReader::is_integer() const { return is_integer_type(element_type()); }

std::span<const std::byte> CellReader::cell(int64_t row) const {
    const int64_t from = row * table_->row_bytes() + column_.offset;
    const auto size = static_cast<int64_t>(table_->data().size());
    if (row < 0 || row >= table_->rows() || from < 0 || column_.form.width > size - from) return {};
    return table_->data().subspan(static_cast<size_t>(from),
                                  static_cast<size_t>(column_.form.width));
}

CellReader::Descriptor CellReader::descriptor(int64_t row) const {
    const auto bytes = cell(row);
    if (column_.form.type == 'P' && bytes.size() >= 8)
        return {load_big_endian<int32_t>(bytes.data()), load_big_endian<int32_t>(&bytes[4])};
    if (column_.form.type == 'Q' && bytes.size() >= 16)
        return {load_big_endian<int64_t>(bytes.data()), load_big_endian<int64_t>(&bytes[8])};
    return {};
}

int64_t CellReader::length(int64_t row) const {
    return in_heap() ? descriptor(row).length : column_.form.repeat;
}

std::span<const std::byte> CellReader::elements(int64_t row, int64_t width) const {
    if (!in_heap()) return cell(row);
    const Descriptor array = descriptor(row);
    const auto size = static_cast<int64_t>(table_->data().size());
    if (array.length < 0 || array.offset < 0 || heap_ < 0 || heap_ > size ||
        array.offset > size - heap_ || array.length > (size - heap_ - array.offset) / width)
        return {};
    return table_->data().subspan(static_cast<size_t>(heap_ + array.offset),
                                  static_cast<size_t>(array.length * width));
}

std::vector<int64_t> CellReader::integers(int64_t row, int64_t most) const {
    if (!is_integer()) return {};
    const int64_t width = bytes_of(element_type());
    const std::span<const std::byte> bytes = elements(row, width);
    const int64_t count = std::min<int64_t>(static_cast<int64_t>(bytes.size()) / width, most);
    std::vector<int64_t> values;
    for (int64_t i = 0; i < count; ++i)
        values.push_back(load_integer_cell(&bytes[static_cast<size_t>(i * width)], element_type()) +
                         zero_);
    return values;
}

std::vector<double> CellReader::reals(int64_t row, int64_t most) const {
    if (element_type() != 'E' && element_type() != 'D') return {};
    const int64_t width = bytes_of(element_type());
    const std::span<const std::byte> bytes = elements(row, width);
    const int64_t count = std::min<int64_t>(static_cast<int64_t>(bytes.size()) / width, most);
    std::vector<double> values;
    values.reserve(static_cast<size_t>(std::max<int64_t>(count, 0)));
    for (int64_t i = 0; i < count; ++i) {
        const std::byte* at = &bytes[static_cast<size_t>(i * width)];
        values.push_back(element_type() == 'E' ? double{load_big_endian<float>(at)}
                                               : load_big_endian<double>(at));
    }
    return values;
}

double CellReader::real(int64_t row) const {
    const auto bytes = cell(row);
    if (column_.form.type == 'E' && bytes.size() >= 4)
        return static_cast<double>(load_big_endian<float>(bytes.data()));
    if (column_.form.type == 'D' && bytes.size() >= 8) return load_big_endian<double>(bytes.data());
    const auto whole = integers(row, 1);
    return whole.empty() ? std::numeric_limits<double>::quiet_NaN()
                         : static_cast<double>(whole.front());
}

std::string CellReader::text(int64_t row) const { return text(row, 0, column_.form.width); }

std::string CellReader::text(int64_t row, int64_t part, int64_t width) const {
    if (column_.form.type != 'A' || width <= 0) return {};
    const auto bytes = cell(row);
    const auto size = static_cast<int64_t>(bytes.size());
    if (part < 0 || part >= size / width) return {};
    std::string value(reinterpret_cast<const char*>(&bytes[static_cast<size_t>(part * width)]),
                      static_cast<size_t>(width));
    value.resize(std::min(value.find('\0'), value.size()));
    value.erase(value.find_last_not_of(' ') + 1);
    value.erase(0, value.find_first_not_of(' '));
    return value;
}

}  // namespace heafs
