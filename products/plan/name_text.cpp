#include "products/plan/name_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace heafs {
namespace {

constexpr std::string_view kReadme = "README.txt";

bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-' || c == '+';
}

int value_of_hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

void add_encoded(std::string& name, char c) {
    name += fmt::format("%{:02X}", static_cast<unsigned char>(c));
}

// The byte that "%xx" at `at` stands for, or nothing.
std::optional<char> encoded_byte(std::string_view name, size_t at) {
    if (at + 2 >= name.size()) return std::nullopt;
    const int high = value_of_hex(name[at + 1]);
    const int low = value_of_hex(name[at + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    return static_cast<char>(high * 16 + low);
}

// A comma or a `%` inside one of several values.
std::string marked(std::string_view value) {
    std::string text;
    for (const char c : value)
        if (c == ',' || c == '%')
            add_encoded(text, c);
        else
            text += c;
    return text;
}

}  // namespace

std::string encode_name(std::string_view value) {
    const bool dots = value == "." || value == ".." || value == kReadme;
    std::string name;
    for (const char c : value)
        if (is_plain(c) && !(dots && c == '.'))
            name += c;
        else
            add_encoded(name, c);
    return name;
}

ParsedPart<std::string> decode_name(std::string_view name) {
    std::string value;
    for (size_t i = 0; i < name.size(); ++i) {
        char c = name[i];
        if (c == '%') {
            const auto byte = encoded_byte(name, i);
            if (!byte)
                return SkyRefusal{fmt::format(
                    "'{}': two hex digits stand behind a %, and a % itself is %25", name)};
            c = *byte;
            i += 2;
        }
        if (c < ' ' || c > '~')
            return SkyRefusal{
                fmt::format("'{}' holds the byte 0x{:02x}: values are printable ASCII", name,
                            static_cast<unsigned char>(c))};
        value += c;
    }
    return value;
}

std::string encode_key(const std::vector<std::string>& values) {
    if (values.size() == 1) return encode_name(values[0]);
    std::string joined;
    for (size_t i = 0; i < values.size(); ++i) {
        if (i > 0) joined += ',';
        joined += marked(values[i]);
    }
    return encode_name(joined);
}

ParsedPart<std::vector<std::string>> decode_key(std::string_view name, size_t count) {
    auto decoded = decode_name(name);
    if (const auto* refusal = std::get_if<SkyRefusal>(&decoded)) return *refusal;
    const std::string& text = std::get<std::string>(decoded);
    if (count == 1) return std::vector<std::string>{text};
    std::vector<std::string> values;
    for (size_t at = 0; at <= text.size();) {
        const size_t end = std::min(text.find(',', at), text.size());
        auto value = decode_name(std::string_view(text).substr(at, end - at));
        if (const auto* refusal = std::get_if<SkyRefusal>(&value)) return *refusal;
        values.push_back(std::get<std::string>(std::move(value)));
        at = end + 1;
    }
    if (values.size() != count)
        return SkyRefusal{
            fmt::format("'{}' has {} values, and the key here has {}: they are joined with a comma "
                        "(%2C), and a comma inside one is %252C",
                        name, values.size(), count)};
    return values;
}

}  // namespace heafs
