// Named selections of events, `sel_<name>` in paths: what a mission file asks of the columns of an
// event list. Whether an event passes is kept with it in the index.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace heafs {

class TomlTable;

// "GRADE = 0", "GRADE <= 4", "EVENT_CLASS has 128" (all of these bits), "STATUS lacks 6" (none of
// them).
struct Condition {
    enum class Test { kEqual, kUnequal, kBelow, kAtMost, kAbove, kAtLeast, kHas, kLacks };
    std::string column;
    Test test = Test::kEqual;
    double value = 0;
    bool operator==(const Condition&) const = default;

    // NaN, which is also a null, passes no test.
    bool holds(double found) const;
};

struct Selection {
    std::string name;
    std::vector<Condition> conditions;  // all of them
    bool operator==(const Selection&) const = default;
};

// Bit n of an event's selections stands for the n-th of the mission file.
inline constexpr size_t kMostSelections = 31;

// The `selections` table of an instrument, sorted by name. Raises Fault::kMalformed with file, line
// and key.
std::vector<Selection> read_selections(const TomlTable& selections);

}  // namespace heafs
