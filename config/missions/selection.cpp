#include "config/missions/selection.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "config/base/decimal.h"
#include "config/base/pattern.h"
#include "config/base/toml.h"

namespace heafs {
namespace {

using Test = Condition::Test;

struct Sign {
    const char* text;
    Test test;
};
constexpr std::array<Sign, 8> kSigns{{{"=", Test::kEqual},
                                      {"!=", Test::kUnequal},
                                      {"<", Test::kBelow},
                                      {"<=", Test::kAtMost},
                                      {">", Test::kAbove},
                                      {">=", Test::kAtLeast},
                                      {"has", Test::kHas},
                                      {"lacks", Test::kLacks}}};
constexpr double kMostBits = 9007199254740992.0;  // 2^53: doubles hold all integers up to it

Condition condition_of(const TomlTable& table, const std::string& name, const std::string& text) {
    static const Pattern kForm(
        "(?<column>[A-Za-z_][A-Za-z0-9_]*) *(?<sign>=|!=|<=|<|>=|>| has | lacks ) *"
        "(?<value>[-+]?[0-9.]+)");
    const auto parts = kForm.match(text);
    const auto value = parts ? Decimal::parse(parts->at("value")) : std::nullopt;
    if (!value)
        table.refuse(name, fmt::format("'{}' is no condition: write COLUMN, one of = != < <= > >= "
                                       "has lacks, and a number, as in 'GRADE <= 4'",
                                       text));
    Condition condition{parts->at("column"), Test::kEqual, value->to_double()};
    std::string sign = parts->at("sign");
    std::erase(sign, ' ');
    for (const Sign& one : kSigns)
        if (sign == one.text) condition.test = one.test;
    const bool bits = condition.test == Test::kHas || condition.test == Test::kLacks;
    if (bits && (condition.value < 1 || condition.value >= kMostBits ||
                 condition.value != std::floor(condition.value)))
        table.refuse(name, fmt::format("'{}': bits are a whole number from 1 on", text));
    return condition;
}

}  // namespace

bool Condition::holds(double found) const {
    if (std::isnan(found)) return false;
    const auto common = [&] {
        const bool whole = std::abs(found) < kMostBits;
        return (whole ? static_cast<int64_t>(found) : 0) & static_cast<int64_t>(value);
    };
    switch (test) {
        case Test::kEqual:
            return found == value;
        case Test::kUnequal:
            return found != value;
        case Test::kBelow:
            return found < value;
        case Test::kAtMost:
            return found <= value;
        case Test::kAbove:
            return found > value;
        case Test::kAtLeast:
            return found >= value;
        case Test::kHas:
            return common() == static_cast<int64_t>(value);
        case Test::kLacks:
            return common() == 0;
    }
    return false;
}

std::vector<Selection> read_selections(const TomlTable& selections) {
    std::vector<Selection> result;
    for (const std::string& name : selections.keys()) {
        if (!Pattern("[a-z0-9][a-z0-9.]*").matches(name))
            selections.refuse(name, "names of selections are lower-case letters and digits");
        Selection selection{name, {}};
        for (const std::string& text : selections.strings(name))
            selection.conditions.push_back(condition_of(selections, name, text));
        if (selection.conditions.empty())
            selections.refuse(name, "has no condition, such as ['GRADE = 0']");
        result.push_back(std::move(selection));
    }
    if (result.size() > kMostSelections)
        selections.refuse(result.back().name,
                          fmt::format("is one of more than {} selections", kMostSelections));
    return result;
}

}  // namespace heafs
