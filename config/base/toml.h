// TOML files as plain trees of values that remember their lines, so that every complaint about a
// setting says file, line and key. This is the wall around toml++.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace heafs {

class TomlTable;

struct TomlValue {
    // A date or time of day is its ISO text.
    std::variant<std::string, int64_t, double, bool, std::vector<TomlValue>,
                 std::map<std::string, TomlValue>>
        value;
    int line = 0;
};

// One table of a TOML file. Every accessor raises Fault::kMalformed with "<file>:<line>: ..." when
// the value is of another type; the find_ ones return nothing when the key is absent.
class TomlTable {
   public:
    // `source` names the text in messages. Raises Fault::kMalformed with file and line.
    static TomlTable parse(std::string_view text, const std::string& source);

    // Raises for the first key that is not among `known`, and names the nearest known one.
    void allow_only(std::initializer_list<std::string_view> known) const;

    std::vector<std::string> keys() const;  // in alphabetical order
    bool has(const std::string& key) const { return values_.count(key) > 0; }
    std::string string(const std::string& key) const;  // raises when absent
    std::optional<std::string> find_string(const std::string& key) const;
    std::optional<int64_t> find_integer(const std::string& key) const;
    std::optional<bool> find_boolean(const std::string& key) const;
    // A whole number is a number too; nan and inf are none.
    std::optional<double> find_number(const std::string& key) const;
    double number(const std::string& key) const;                // raises when absent
    std::vector<double> numbers(const std::string& key) const;  // empty when absent
    // Lists of numbers of the same length: [[0.5, 10.0], [1.0, 80.0]]. Empty when absent.
    std::vector<std::vector<double>> number_rows(const std::string& key, size_t columns) const;
    std::vector<std::string> strings(const std::string& key) const;  // empty when absent
    std::optional<TomlTable> find_table(const std::string& key) const;
    std::vector<TomlTable> tables(const std::string& key) const;  // [[key]]
    std::map<std::string, std::string> string_map(const std::string& key) const;

    // The Error for a value of this table that cannot be meant.
    [[noreturn]] void refuse(const std::string& key, const std::string& why) const;

   private:
    TomlTable(std::map<std::string, TomlValue> values, std::string source, std::string name,
              int line)
        : values_(std::move(values)),
          source_(std::move(source)),
          name_(std::move(name)),
          line_(line) {}
    const TomlValue* find(const std::string& key) const;

    std::map<std::string, TomlValue> values_;
    std::string source_;
    std::string name_;
    int line_;
};

}  // namespace heafs
