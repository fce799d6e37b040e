#include "core/tables/votable_cell.h"

#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <cmath>

#include "core/tdat/tdat_header.h"

namespace heafs {
namespace {

constexpr int64_t kMostTextBytes = int64_t{1} << 20;  // of a cell

// Bytes of an element; 0 for a datatype that is not read. Eight bits share a byte.
int64_t width_of(std::string_view datatype) {
    if (datatype == "bit" || datatype == "boolean" || datatype == "unsignedByte" ||
        datatype == "char")
        return 1;
    if (datatype == "short" || datatype == "unicodeChar") return 2;
    if (datatype == "int" || datatype == "float") return 4;
    if (datatype == "long" || datatype == "double") return 8;
    return 0;
}

bool is_text(const VotableField& field) {
    return field.datatype == "char" || field.datatype == "unicodeChar";
}

bool is_real_type(const VotableField& field) {
    return field.datatype == "float" || field.datatype == "double";
}

// "10", "*", "10*", "3x2", "8x*" into the product of what is stated and whether it ends in *.
struct Shape {
    int64_t product = 1;
    int64_t first = 1;
    int axes = 0;
    bool open = false;
};

std::optional<Shape> parse_shape(std::string_view text) {
    Shape shape;
    while (!text.empty()) {
        const size_t x = std::min(text.find('x'), text.size());
        std::string_view axis = text.substr(0, x);
        text.remove_prefix(std::min(x + 1, text.size()));
        if (axis.ends_with('*')) {
            if (!text.empty()) return std::nullopt;
            shape.open = true;
            axis.remove_suffix(1);
        }
        ++shape.axes;
        if (axis.empty()) continue;
        int64_t size = 0;
        const auto [end, error] = std::from_chars(axis.data(), axis.data() + axis.size(), size);
        if (error != std::errc() || end != axis.data() + axis.size() || size < 1 ||
            size > kMostTextBytes || shape.product > kMostTextBytes / size)
            return std::nullopt;
        if (shape.axes == 1) shape.first = size;
        shape.product *= size;
    }
    return shape;
}

std::string text_of_real(double value, bool single, int64_t& infinite) {
    if (std::isnan(value)) return {};
    if (std::isinf(value)) {
        ++infinite;
        return {};
    }
    return single ? fmt::format("{}", static_cast<float>(value)) : fmt::format("{}", value);
}

std::string text_of_boolean(char c) {
    if (c == 'T' || c == 't' || c == '1') return "T";
    if (c == 'F' || c == 'f' || c == '0') return "F";
    return {};
}

// "0x1F" -> "31"; NaN and infinity are null.
std::string value_of_word(const VotableField& field, std::string_view word, int64_t& infinite) {
    if (field.datatype == "boolean") return word.empty() ? std::string() : text_of_boolean(word[0]);
    if (is_real_type(field)) {
        if (word == "NaN") return {};
        if (word.ends_with("Inf")) {
            ++infinite;
            return {};
        }
        return std::string(word);
    }
    if (word == field.null) return {};
    if (word.starts_with("0x") || word.starts_with("0X")) {
        int64_t value = 0;
        const auto [end, error] =
            std::from_chars(word.data() + 2, word.data() + word.size(), value, 16);
        if (error == std::errc() && end == word.data() + word.size()) return std::to_string(value);
    }
    return std::string(word);
}

int64_t integer_at(const std::byte* bytes, int64_t width) {
    uint64_t value = 0;
    for (int64_t i = 0; i < width; ++i) value = value << 8 | static_cast<uint64_t>(bytes[i]);
    if (width == 2) return static_cast<int16_t>(value);
    if (width == 4) return static_cast<int32_t>(value);
    return static_cast<int64_t>(value);
}

std::string value_of_element(const VotableField& field, const std::byte* at, int64_t& infinite) {
    if (field.datatype == "boolean") return text_of_boolean(static_cast<char>(*at));
    if (field.datatype == "float")
        return text_of_real(std::bit_cast<float>(static_cast<uint32_t>(integer_at(at, 4))), true,
                            infinite);
    if (field.datatype == "double")
        return text_of_real(std::bit_cast<double>(integer_at(at, 8)), false, infinite);
    std::string text = std::to_string(integer_at(at, width_of(field.datatype)));
    return text == field.null ? std::string() : text;
}

int64_t bytes_of(const VotableField& field, int64_t count) {
    return field.datatype == "bit" ? (count + 7) / 8 : count * width_of(field.datatype);
}

// The bit of a cell that has one alone stands first, or where astropy writes it: in the middle.
std::string text_of_bit(std::span<const std::byte> cell, size_t i, int64_t bits) {
    if (bits == 1) return cell[0] != std::byte{0} ? "1" : "0";
    return (static_cast<unsigned>(cell[i / 8]) >> (7 - i % 8) & 1) != 0 ? "1" : "0";
}

std::string text_of_characters(const VotableField& field, std::span<const std::byte> bytes) {
    std::string text;
    const bool wide = field.datatype == "unicodeChar";
    for (size_t i = 0; i + (wide ? 1 : 0) < bytes.size(); i += wide ? 2 : 1) {
        const int64_t c =
            wide ? static_cast<int64_t>(bytes[i]) << 8 | static_cast<int64_t>(bytes[i + 1])
                 : static_cast<int64_t>(bytes[i]);
        if (c == 0) break;
        // What is no ASCII is told as such when the value is judged.
        text += c < 256 ? static_cast<char>(c) : '\xff';
    }
    return std::string(tdat_trimmed(text));
}

}  // namespace

std::optional<VotableField> votable_field(const std::map<std::string, std::string>& attributes,
                                          std::string& why_not) {
    const auto word = [&](const char* key) {
        const auto found = attributes.find(key);
        return found == attributes.end() ? std::string() : found->second;
    };
    VotableField field;
    field.name = word("name").empty() ? word("ID") : word("name");
    field.datatype = word("datatype");
    field.unit = word("unit");
    field.ucd = word("ucd");
    const auto shape = parse_shape(word("arraysize"));
    if (width_of(field.datatype) == 0) why_not = fmt::format("of datatype '{}'", field.datatype);
    if (!shape) why_not = fmt::format("of arraysize '{}'", word("arraysize"));
    if (!why_not.empty()) return std::nullopt;
    field.is_array = shape->axes > 0 && (shape->open || shape->product > 1);
    field.is_variable = shape->open;
    if (is_text(field)) {
        if (shape->axes > 1) why_not = "an array of texts";
        field.length =
            shape->open && shape->product == 1 && word("arraysize") == "*" ? 0 : shape->product;
    } else {
        if (shape->open) why_not = "an array whose length varies from row to row";
        field.elements = shape->product;
    }
    if (!why_not.empty()) return std::nullopt;
    return field;
}

ColumnType column_type_of(const VotableField& field) {
    if (is_text(field)) return {CellType::kText, std::max<int64_t>(field.length, 1)};
    if (field.datatype == "boolean") return {CellType::kText, 1};
    if (field.datatype == "bit") return {CellType::kInt1, 1};
    if (field.datatype == "unsignedByte" || field.datatype == "short") return {CellType::kInt2, 1};
    if (field.datatype == "int") return {CellType::kInt4, 1};
    if (field.datatype == "long") return {CellType::kInt8, 1};
    return {field.datatype == "float" ? CellType::kFloat4 : CellType::kFloat8, 1};
}

std::optional<std::vector<std::string>> values_of_text(const VotableField& field,
                                                       std::string_view cell, int64_t& infinite) {
    cell = tdat_trimmed(cell);
    if (is_text(field)) return std::vector<std::string>{std::string(cell)};
    std::vector<std::string> values;
    for (const std::string& word : tdat_words(cell, " \t\r\n"))
        values.push_back(value_of_word(field, word, infinite));
    if (values.empty()) values.resize(static_cast<size_t>(field.elements));
    if (static_cast<int64_t>(values.size()) != field.elements) return std::nullopt;
    return values;
}

std::optional<std::vector<std::string>> values_of_bytes(const VotableField& field,
                                                        std::span<const std::byte>& bytes,
                                                        bool is_null, int64_t& infinite) {
    int64_t count = is_text(field) ? std::max<int64_t>(field.length, 1) : field.elements;
    if (field.is_variable) {
        if (bytes.size() < 4) return std::nullopt;
        count = integer_at(bytes.data(), 4);
        bytes = bytes.subspan(4);
        if (count < 0) return std::nullopt;
    }
    const int64_t size = bytes_of(field, count);
    if (size > static_cast<int64_t>(bytes.size())) return std::nullopt;
    const auto cell = bytes.first(static_cast<size_t>(size));
    bytes = bytes.subspan(cell.size());
    if (is_text(field))
        return std::vector<std::string>{is_null ? std::string() : text_of_characters(field, cell)};
    std::vector<std::string> values(static_cast<size_t>(field.elements));
    const auto width = static_cast<size_t>(width_of(field.datatype));
    for (size_t i = 0; i < values.size() && !is_null; ++i)
        values[i] = field.datatype == "bit"
                        ? text_of_bit(cell, i, field.elements)
                        : value_of_element(field, cell.data() + i * width, infinite);
    return values;
}

}  // namespace heafs
