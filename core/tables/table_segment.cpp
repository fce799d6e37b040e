#include "core/tables/table_segment.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <limits>

#include "config/base/error.h"
#include "core/base/mapped_pages.h"
#include "core/fits/big_endian.h"
#include "core/fits/hdu_text.h"
#include "core/fits/integer_cell.h"
#include "core/fits/keyword.h"
#include "core/tables/schema_text.h"
#include "core/tables/segment_headers.h"
#include "core/tables/table_header.h"

namespace heafs {
namespace {

constexpr size_t kHashDigits = 64;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// Whether the HDU is a table of that name and these columns: "K", "5K".
bool is_table(const FitsHdu& hdu, std::string_view name, int64_t rows,
              std::initializer_list<std::pair<const char*, BinaryForm>> columns) {
    if (hdu.text("EXTNAME").value_or("") != name || hdu.rows() != rows) return false;
    if (hdu.columns().size() != columns.size()) return false;
    int64_t width = 0;
    auto found = hdu.columns().begin();
    for (const auto& [column, form] : columns) {
        if (found->name != column || found->form.type != form.type ||
            found->form.repeat != form.repeat)
            return false;
        width += found->form.width;
        ++found;
    }
    return width == hdu.row_bytes() && static_cast<int64_t>(hdu.data().size()) == width * rows;
}

BinaryForm form(int64_t repeat, char type) {
    BinaryForm made;
    made.repeat = repeat;
    made.type = type;
    return made;
}

std::string_view text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

std::shared_ptr<const TableSegment> TableSegment::open(const std::filesystem::path& path) {
    UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) throw system_error(errno, "open the table " + path.string());
    return map(std::move(fd), path.filename().string());
}

std::shared_ptr<const TableSegment> TableSegment::map(UniqueFd fd, const std::string& name) {
    return map(fd.get(), name);
}

// Private, and without fstat: the sandbox of workers takes no others.
std::shared_ptr<const TableSegment> TableSegment::map(int fd, const std::string& name) {
    const off_t bytes = ::lseek(fd, 0, SEEK_END);
    if (bytes < 0) throw system_error(errno, "find the size of " + name);
    if (bytes == 0) throw Error(Fault::kMalformed, name + " is empty");
    void* mapped = ::mmap(nullptr, static_cast<size_t>(bytes), PROT_READ, MAP_PRIVATE, fd, 0);
    if (mapped == MAP_FAILED) throw system_error(errno, "map " + name);
    // The segment owns the map before anything is read.
    const std::shared_ptr<TableSegment> segment(new TableSegment());
    segment->mapped_ = static_cast<std::byte*>(mapped);
    segment->mapped_bytes_ = static_cast<size_t>(bytes);
    segment->read(name);
    return segment;
}

void TableSegment::give_up_pages() const { heafs::give_up_pages({mapped_, mapped_bytes_}); }

TableSegment::~TableSegment() {
    if (mapped_ != nullptr) ::munmap(mapped_, mapped_bytes_);
}

void TableSegment::refuse(const std::string& fault) const {
    throw Error(Fault::kMalformed, fmt::format("{} is no table of this format: {}", name_, fault));
}

void TableSegment::read(const std::string& name) {
    name_ = name;
    const std::span<const std::byte> bytes(mapped_, mapped_bytes_);
    view_ = std::make_unique<FitsView>(bytes, name);
    const auto hdus = view_->hdus();
    if (hdus.size() < 4) refuse("parts are missing");
    read_primary(hdus[0]);
    read_schema(hdus[2]);
    rows_hdu_ = &hdus[1];
    read_columns();
    read_records(hdus[3]);
    size_t next = 4;
    const auto take = [&](const char* extname) -> const FitsHdu* {
        if (next == hdus.size() || hdus[next].text("EXTNAME") != extname) return nullptr;
        return &hdus[next++];
    };
    position_columns_ = position_columns_of(schema_);
    if (const FitsHdu* positions = take(kPositionsHdu)) read_positions(*positions);
    for (size_t i = 0; i < columns_.size() && rows_ > 0; ++i) {
        if (!is_indexed(schema_.columns[i])) continue;
        const FitsHdu* index = take(kIndexHdu);
        if (index == nullptr) refuse("an index is missing");
        read_index(i, *index);
    }
    const FitsHdu* ranges = take(kRangesHdu);
    if (ranges == nullptr || next != hdus.size()) refuse("parts are missing, or too many");
    read_ranges(*ranges);
    const std::byte* end = ranges->data().data() + padded_bytes(ranges->stated_bytes());
    if (end != mapped_ + mapped_bytes_) refuse("it does not end where its last part does");
}

void TableSegment::read_primary(const FitsHdu& primary) {
    if (primary.integer("HEAFSTAB") != kTableFormat) refuse("HEAFSTAB is missing or another one");
    rows_ = primary.integer("TABROWS").value_or(-1);
    if (rows_ < 0 || rows_ > std::numeric_limits<int32_t>::max()) refuse("TABROWS cannot be");
    const auto date = [&](const char* keyword) -> std::optional<CalendarMoment> {
        const auto text = primary.text(keyword);
        if (!text) return std::nullopt;
        const auto moment = parse_calendar_moment(*text);
        if (!moment) refuse(fmt::format("{} is no date", keyword));
        return moment;
    };
    created_ = date("CREATED");
    modified_ = date("MODIFIED");
    content_hash_ = primary.text("DATAVERS").value_or("");
    if (content_hash_.size() != kHashDigits ||
        content_hash_.find_first_not_of("0123456789abcdef") != std::string::npos)
        refuse("DATAVERS is no hash");
}

void TableSegment::read_schema(const FitsHdu& hdu) {
    const auto bytes = static_cast<int64_t>(hdu.data().size());
    if (!is_table(hdu, kSchemaHdu, 1, {{"TDAT", form(bytes, 'B')}})) refuse("its part SCHEMA");
    tdat_header_ = text_of(hdu.data());
    auto header = parse_schema_text(tdat_header_);
    if (!header) refuse("SCHEMA holds no header of TDAT");
    if (header->total_rows != rows_) refuse("SCHEMA and TABROWS differ on the number of rows");
    schema_ = std::move(header->schema);
}

void TableSegment::read_columns() {
    const FitsHdu& hdu = *rows_hdu_;
    const RowLayout layout = row_layout(schema_);
    row_bytes_ = layout.row_bytes;
    if (hdu.columns().size() != schema_.columns.size() || hdu.row_bytes() != row_bytes_ ||
        hdu.rows() != rows_ || static_cast<int64_t>(hdu.data().size()) != rows_ * row_bytes_)
        refuse("its rows are not those of its schema");
    for (size_t i = 0; i < schema_.columns.size(); ++i) {
        const BinaryColumn& column = hdu.columns()[i];
        const CellLayout& cell = layout.cells[i];
        if (!same_name(column.name, schema_.columns[i].name) || column.form.type != cell.letter ||
            column.form.width != cell.width)
            refuse(fmt::format("column {} is not that of its schema", i + 1));
        Column& made = columns_.emplace_back();
        made = {cell.letter, cell.offset, cell.width, std::nullopt, nullptr};
        if (is_integer(schema_.columns[i].type.cell))
            made.null = hdu.integer(fmt::format("TNULL{}", i + 1));
    }
    data_ = hdu.data().data();
}

void TableSegment::read_records(const FitsHdu& hdu) {
    const int64_t fixed = 8 * (rows_ + 1) + 4 * rows_;
    const int64_t bytes = static_cast<int64_t>(hdu.data().size()) - fixed;
    if (bytes < 0 || !is_table(hdu, kRecordsHdu, 1,
                               {{"BEGIN", form(rows_ + 1, 'K')},
                                {"CSV", form(rows_, 'J')},
                                {"TDAT", form(bytes, 'B')}}))
        refuse("its part RECORDS");
    begins_ = hdu.data().data();
    csv_ = begins_ + 8 * (rows_ + 1);
    records_ = text_of(hdu.data().subspan(static_cast<size_t>(fixed)));
    if (load_big_endian<int64_t>(begins_) != 0 ||
        load_big_endian<int64_t>(begins_ + 8 * rows_) != bytes)
        refuse("its records do not fill their room");
}

void TableSegment::read_positions(const FitsHdu& hdu) {
    const auto bytes = static_cast<int64_t>(hdu.data().size());
    const int64_t n = bytes / 12;
    if (!position_columns_ || n > rows_ ||
        !is_table(hdu, kPositionsHdu, 1, {{"HPX", form(n, 'K')}, {"ROW", form(n, 'J')}}))
        refuse("its part POSITIONS");
    positions_ = n;
    cells_ = hdu.data().data();
    position_rows_ = cells_ + 8 * n;
}

void TableSegment::read_index(size_t column, const FitsHdu& hdu) {
    if (!is_table(hdu, kIndexHdu, 1, {{"ROW", form(rows_, 'J')}}) ||
        hdu.integer("EXTVER") != static_cast<int64_t>(column) + 1)
        refuse(fmt::format("the index of column {}", column + 1));
    columns_[column].index = hdu.data().data();
}

void TableSegment::read_ranges(const FitsHdu& hdu) {
    const int64_t name_bytes = hdu.row_bytes() - 32;
    if (!is_table(hdu, kRangesHdu, static_cast<int64_t>(columns_.size()),
                  {{"NAME", form(name_bytes, 'A')},
                   {"LEAST", form(1, 'D')},
                   {"MOST", form(1, 'D')},
                   {"NULLS", form(1, 'K')},
                   {"DISTINCT", form(1, 'K')}}))
        refuse("its part RANGES");
    for (size_t i = 0; i < columns_.size(); ++i) {
        const std::byte* at =
            hdu.data().data() + static_cast<int64_t>(i) * hdu.row_bytes() + name_bytes;
        const auto real = [&](int64_t offset) -> std::optional<double> {
            const auto value = load_big_endian<double>(at + offset);
            return std::isfinite(value) ? std::optional(value) : std::nullopt;
        };
        const auto nulls = load_big_endian<int64_t>(at + 16);
        const auto distinct = load_big_endian<int64_t>(at + 24);
        if (nulls < 0 || nulls > rows_ || distinct < -1 || distinct > rows_ - nulls)
            refuse(fmt::format("the range of column {} cannot be", i + 1));
        ranges_.push_back({real(0), real(8), nulls, distinct});
    }
}

const std::byte* TableSegment::cell_at(int64_t row, size_t column) const {
    assert(row >= 0 && row < rows_ && column < columns_.size());
    return data_ + row * row_bytes_ + columns_[column].offset;
}

int64_t TableSegment::integer(int64_t row, size_t column) const {
    return load_integer_cell(cell_at(row, column), columns_[column].letter);
}

std::string_view TableSegment::text(int64_t row, size_t column) const {
    const auto* at = reinterpret_cast<const char*>(cell_at(row, column));
    const std::string_view whole(at, ::strnlen(at, static_cast<size_t>(columns_[column].width)));
    return whole.substr(0, whole.find_last_not_of(' ') + 1);
}

double TableSegment::number(int64_t row, size_t column) const {
    const Column& described = columns_[column];
    const std::byte* at = cell_at(row, column);
    switch (described.letter) {
        case 'A':
            return kNone;
        case 'E':
            return load_big_endian<float>(at);
        case 'D':
            return load_big_endian<double>(at);
        default: {
            const int64_t value = load_integer_cell(at, described.letter);
            return value == described.null ? kNone : static_cast<double>(value);
        }
    }
}

bool TableSegment::is_null(int64_t row, size_t column) const {
    const Column& described = columns_[column];
    if (described.letter == 'A') return text(row, column).empty();
    if (described.letter == 'E' || described.letter == 'D')
        return !std::isfinite(number(row, column));
    return integer(row, column) == described.null;
}

TableCell TableSegment::cell(int64_t row, size_t column) const {
    if (is_null(row, column)) return {};
    const char letter = columns_[column].letter;
    if (letter == 'A') return std::string(text(row, column));
    if (letter == 'E' || letter == 'D') return number(row, column);
    return integer(row, column);
}

TableCells TableSegment::cells(int64_t row) const {
    TableCells cells;
    cells.reserve(columns_.size());
    for (size_t i = 0; i < columns_.size(); ++i) cells.push_back(cell(row, i));
    return cells;
}

std::string_view TableSegment::record(int64_t row) const { return records(row, row + 1); }

std::string_view TableSegment::records(int64_t first, int64_t end) const {
    assert(first >= 0 && first <= end && end <= rows_);
    const auto begin = load_big_endian<int64_t>(begins_ + 8 * first);
    const auto behind = load_big_endian<int64_t>(begins_ + 8 * end);
    if (begin < 0 || begin > behind || behind > static_cast<int64_t>(records_.size()))
        refuse(fmt::format("the records {} to {} lie nowhere", first, end));
    return records_.substr(static_cast<size_t>(begin), static_cast<size_t>(behind - begin));
}

int64_t TableSegment::csv_bytes(int64_t row) const {
    assert(row >= 0 && row < rows_);
    const auto bytes = load_big_endian<int32_t>(csv_ + 4 * row);
    if (bytes < 0) refuse(fmt::format("the record {} in CSV has no length", row));
    return bytes;
}

std::span<const std::byte> TableSegment::fits_row(int64_t row) const {
    assert(row >= 0 && row < rows_);
    return {data_ + row * row_bytes_, static_cast<size_t>(row_bytes_)};
}

std::optional<int64_t> TableSegment::null_of(size_t column) const { return columns_[column].null; }

int64_t TableSegment::position_cell(int64_t i) const {
    assert(i >= 0 && i < positions_);
    return load_big_endian<int64_t>(cells_ + 8 * i);
}

int64_t TableSegment::position_row(int64_t i) const {
    assert(i >= 0 && i < positions_);
    const auto row = load_big_endian<int32_t>(position_rows_ + 4 * i);
    if (row < 0 || row >= rows_) refuse("a position of a row that is not there");
    return row;
}

bool TableSegment::has_index(size_t column) const { return columns_[column].index != nullptr; }

int64_t TableSegment::indexed_row(size_t column, int64_t i) const {
    assert(has_index(column) && i >= 0 && i < rows_);
    const auto row = load_big_endian<int32_t>(columns_[column].index + 4 * i);
    if (row < 0 || row >= rows_) refuse("an index of a row that is not there");
    return row;
}

}  // namespace heafs
