#include "core/tables/input_fits.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>

#include "config/base/error.h"
#include "core/delivery/rules.h"
#include "core/tables/input_columns.h"
#include "core/tdat/tdat_header.h"

namespace heafs {
namespace {

constexpr int64_t kInt1Zero = -128;  // TZERO of signed bytes
constexpr double kBeyondInt64 = 9223372036854775808.0;

// One value of a row: an element of a cell, which may lie in the heap.
struct Element {
    char type = 'A';       // L A B I J K E D, and C, M for their halves as E, D
    int64_t offset = 0;    // in the row, of the cell or its descriptor
    char descriptor = 0;   // P or Q: the cell is in the heap
    int64_t at = 0;        // bytes from the begin of the cell
    int64_t width = 0;     // of the element
    double scale = 1;
    int64_t zero = 0;      // whole ones
    double real_zero = 0;  // of scaled columns
    bool scaled = false;   // becomes a real number
    std::optional<int64_t> null;
};

int64_t width_of(char type) {
    switch (type) {
        case 'I':
            return 2;
        case 'J':
        case 'E':
            return 4;
        case 'K':
        case 'D':
            return 8;
        default:
            return 1;
    }
}

int64_t integer_at(const std::byte* bytes, int64_t width) {
    uint64_t value = 0;
    for (int64_t i = 0; i < width; ++i)
        value = value << 8 | static_cast<uint64_t>(bytes[static_cast<size_t>(i)]);
    if (width == 2) return static_cast<int16_t>(value);
    if (width == 4) return static_cast<int32_t>(value);
    return static_cast<int64_t>(value);
}

class FitsInput {
   public:
    FitsInput(const FitsHdu& hdu, const TableInputTake& take) : hdu_(hdu), take_(take) {}

    void read() {
        for (const BinaryColumn& column : hdu_.columns()) add(column);
        for (const Finding& problem : columns_.problems()) refuse(problem);
        if (refused_) return;
        tell_header();
        for (int64_t row = 0; row < hdu_.rows(); ++row) read_row(row);
        tell_infinite();
    }

   private:
    void refuse(Finding finding) {
        refused_ = true;
        take_.problem(std::move(finding));
    }
    std::string keyword(const char* root, const BinaryColumn& column) const {
        return hdu_.text(fmt::format("{}{}", root, column.number)).value_or("");
    }

    void add(const BinaryColumn& column) {
        const bool in_heap = column.form.type == 'P' || column.form.type == 'Q';
        const char type = in_heap ? column.form.element : column.form.type;
        Element element;
        element.type = type == 'C' ? 'E' : type == 'M' ? 'D' : type;
        element.offset = column.offset;
        element.descriptor = in_heap ? column.form.type : '\0';
        element.width = width_of(element.type);
        if (std::string_view("LABIJKEDCM").find(type) == std::string_view::npos)
            return refuse(make_finding(
                "TDT-001", "",
                fmt::format("{} is of type {}, which no column of a table has",
                            column_label(column), type)));
        if (type == 'A') return add_texts(column, element);
        set_scale(column, element);
        int64_t count = in_heap ? longest(column) : column.form.repeat;
        if (type == 'C' || type == 'M') count *= 2;
        const bool complex = type == 'C' || type == 'M';
        if (count > static_cast<int64_t>(kMaxTdatFields)) count = kMaxTdatFields + 1;
        for (int64_t i = 0; i < count; ++i) {
            element.at = i * element.width;
            const std::string index =
                complex ? (count == 2 ? std::string() : fmt::format("_{}", i / 2 + 1)) +
                              (i % 2 == 0 ? "_re" : "_im")
                        : (count == 1 && !in_heap ? std::string() : fmt::format("_{}", i + 1));
            add_element(column, element, index, type_of(element));
        }
    }

    // An array of strings (TDIM) becomes as many columns.
    void add_texts(const BinaryColumn& column, Element element) {
        int64_t length = element.descriptor != 0 ? longest(column) : column.form.repeat;
        int64_t count = 1;
        const std::string shape = keyword("TDIM", column);
        if (element.descriptor == 0 && shape.starts_with('(') && shape.find(',') != shape.npos) {
            const int64_t each = std::strtoll(shape.c_str() + 1, nullptr, 10);
            if (each > 0 && each <= length) {
                count = length / each;
                length = each;
            }
        }
        element.width = length;
        count = std::min<int64_t>(count, kMaxTdatFields + 1);
        for (int64_t i = 0; i < count; ++i) {
            element.at = i * length;
            add_element(column, element, count == 1 ? std::string() : fmt::format("_{}", i + 1),
                        {CellType::kText, std::max<int64_t>(length, 1)});
        }
    }

    void set_scale(const BinaryColumn& column, Element& element) {
        const auto number = [&](const char* root) {
            return hdu_.real(fmt::format("{}{}", root, column.number));
        };
        if (number("TSCAL")) element.scale = *number("TSCAL");
        const double zero = number("TZERO").value_or(0);
        element.real_zero = zero;
        const bool whole = element.scale == 1 && zero == std::trunc(zero) &&
                           std::fabs(zero) < kBeyondInt64;
        element.scaled = !whole && element.type != 'L';
        if (std::string_view("ED").find(element.type) != std::string_view::npos)
            element.scaled = element.scale != 1 || zero != 0;
        else
            element.null = hdu_.integer(fmt::format("TNULL{}", column.number));
        element.zero = whole ? static_cast<int64_t>(zero) : 0;
        // Unsigned 64-bit numbers have no type of their own: real ones come nearest.
        if (element.type == 'K' && zero == kBeyondInt64) element.scaled = true;
    }

    ColumnType type_of(const Element& element) const {
        if (element.type == 'L') return {CellType::kText, 1};
        if (element.scaled) return {CellType::kFloat8, 1};
        switch (element.type) {
            case 'B':
                return {element.zero == kInt1Zero ? CellType::kInt1 : CellType::kInt2, 1};
            case 'I':
                return {element.zero == 0 ? CellType::kInt2 : CellType::kInt4, 1};
            case 'J':
                return {element.zero == 0 ? CellType::kInt4 : CellType::kInt8, 1};
            case 'K':
                return {CellType::kInt8, 1};
            case 'E':
                return {CellType::kFloat4, 1};
            default:
                return {CellType::kFloat8, 1};
        }
    }

    void add_element(const BinaryColumn& column, const Element& element, const std::string& index,
                     const ColumnType& type) {
        if (columns_.columns().size() > kMaxTdatFields) return;
        TableColumn& made = columns_.add(column.name + index, type);
        const std::string own = keyword("TOUNI", column), unit = keyword("TUNIT", column);
        made.unit = own.empty() ? input_unit(unit) : own;
        made.ucd = keyword("TUCD", column);
        if (made.ucd.empty()) made.ucd = keyword("TBUCD", column);
        made.format = input_format(keyword("TDISP", column), type);
        made.description = input_text(keyword("TCOMM", column));
        if (!unit.empty() && made.unit.empty()) made.description += " [" + input_text(unit) + "]";
        elements_.push_back(element);
    }

    // Of the arrays of a column in the heap.
    int64_t longest(const BinaryColumn& column) const {
        int64_t most = 0;
        for (int64_t row = 0; row < hdu_.rows(); ++row)
            most = std::max(most, descriptor(row, column.offset, column.form.type).first);
        return most;
    }

    // Elements and offset in the heap.
    std::pair<int64_t, int64_t> descriptor(int64_t row, int64_t offset, char kind) const {
        const std::byte* cell = row_bytes(row) + offset;
        const int64_t width = kind == 'P' ? 4 : 8;
        return {integer_at(cell, width), integer_at(cell + width, width)};
    }

    const std::byte* row_bytes(int64_t row) const {
        return hdu_.data().data() + row * hdu_.row_bytes();
    }

    // Null where an array in the heap is shorter.
    const std::byte* find(const Element& element, int64_t row, int64_t& width) const {
        width = element.width;
        if (element.descriptor == 0) return row_bytes(row) + element.offset + element.at;
        const auto [count, offset] = descriptor(row, element.offset, element.descriptor);
        const bool text = element.type == 'A';
        const int64_t have = text ? count : count * element.width;
        if (text) width = have;
        const int64_t heap =
            hdu_.integer("THEAP").value_or(hdu_.rows() * hdu_.row_bytes());
        const auto bytes = static_cast<int64_t>(hdu_.data().size());
        if (count < 0 || offset < 0 || count > bytes || element.at + width > have ||
            heap > bytes || offset > bytes - heap || have > bytes - heap - offset)
            return nullptr;
        return hdu_.data().data() + heap + offset + element.at;
    }

    void tell_header() {
        TableInputHeader header;
        header.kind = "FITS";
        header.schema.columns = columns_.columns();
        header.schema.description =
            input_text(hdu_.text("TITLE").value_or(hdu_.text("EXTNAME").value_or("")));
        const auto equinox = hdu_.text("EQUINOX");
        if (equinox && !equinox->empty())
            header.schema.virtual_parameters.emplace_back("equinox", input_text(*equinox));
        note_positions(header.schema);
        if (const auto date = hdu_.text("DATE"))
            header.dates.created = header.dates.modified = parse_calendar_moment(*date);
        header.notes = columns_.notes();
        take_.header(header);
    }

    void read_row(int64_t row) {
        kept_.clear();
        places_.clear();
        for (size_t i = 0; i < elements_.size(); ++i) {
            const size_t from = kept_.size();
            int64_t width = 0;
            if (const std::byte* at = find(elements_[i], row, width)) write(elements_[i], i, at, width);
            places_.emplace_back(from, kept_.size() - from);
        }
        values_.clear();
        for (const auto& [from, length] : places_)
            values_.push_back(tdat_trimmed(std::string_view(kept_.data() + from, length)));
        take_.row({row + 1, 0, values_});
    }

    void write(const Element& element, size_t column, const std::byte* at, int64_t width) {
        const std::string_view text(reinterpret_cast<const char*>(at), static_cast<size_t>(width));
        if (element.type == 'A') {
            kept_ += text.substr(0, text.find('\0'));
        } else if (element.type == 'L') {
            if (text[0] == 'T' || text[0] == 'F') kept_ += text[0];
        } else if (element.type == 'E') {
            const float value = std::bit_cast<float>(static_cast<uint32_t>(integer_at(at, 4)));
            if (element.scaled)
                write_real(element.scale * static_cast<double>(value) + element.real_zero, column);
            else
                write_real(value, column);
        } else if (element.type == 'D') {
            const double value = std::bit_cast<double>(integer_at(at, 8));
            write_real(element.scaled ? element.scale * value + element.real_zero : value, column);
        } else {
            const int64_t value = integer_at(at, width);
            if (element.null && *element.null == value) return;
            if (element.scaled)
                write_real(element.scale * static_cast<double>(value) + element.real_zero, column);
            else
                write_sum(value, element.zero);
        }
    }

    void write_sum(int64_t value, int64_t zero) {
        int64_t sum = 0;
        if (__builtin_add_overflow(value, zero, &sum))
            fmt::format_to(std::back_inserter(kept_), "{}",
                           static_cast<double>(value) + static_cast<double>(zero));
        else
            fmt::format_to(std::back_inserter(kept_), "{}", sum);
    }

    template <typename Real>
    void write_real(Real value, size_t column) {
        if (std::isnan(value)) return;
        if (std::isinf(value)) {
            ++infinite_[column];
            return;
        }
        fmt::format_to(std::back_inserter(kept_), "{}", value);
    }

    void tell_infinite() {
        for (const auto& [column, count] : infinite_) {
            Finding finding = make_finding(
                "TDT-003", "", fmt::format("{}: {} infinite values become null: a table has none",
                                           columns_.columns()[column].name, count));
            finding.severity = Severity::kWarning;
            finding.column = columns_.columns()[column].name;
            take_.problem(std::move(finding));
        }
    }

    const FitsHdu& hdu_;
    const TableInputTake& take_;
    InputColumns columns_;
    std::vector<Element> elements_;
    bool refused_ = false;
    std::map<size_t, int64_t> infinite_;  // values, by column
    std::string kept_;
    std::vector<std::pair<size_t, size_t>> places_;
    std::vector<std::string_view> values_;
};

bool is_binary_table(const FitsHdu& hdu) { return hdu.text("XTENSION") == "BINTABLE"; }

}  // namespace

void read_fits_input(std::span<const std::byte> bytes, const TableInputTake& take) {
    try {
        const FitsView view(bytes, "the file");
        const auto hdus = view.hdus();
        const auto hdu = std::find_if(hdus.begin(), hdus.end(), is_binary_table);
        if (hdu == hdus.end())
            return take.problem(make_finding("TDT-001", "", "there is no binary table in the file"));
        const auto tables = std::count_if(hdus.begin(), hdus.end(), is_binary_table);
        TableInputTake noted = take;
        noted.header = [&](TableInputHeader header) {
            if (tables > 1) {
                header.notes.push_back(make_finding(
                    "TDT-004", "", fmt::format("of {} binary tables the first, HDU {} ({}), is the "
                                               "table; the others are kept with the file",
                                               tables, hdu - hdus.begin() + 1,
                                               hdu->text("EXTNAME").value_or(""))));
                header.notes.back().severity = Severity::kInfo;
            }
            take.header(header);
        };
        FitsInput(*hdu, noted).read();
    } catch (const Error& error) {
        if (error.fault() != Fault::kMalformed) throw;
        take.problem(make_finding("TDT-001", "", error.what()));
    }
}

}  // namespace heafs
