// Mission files as texts, for tests that change a line of one.
#pragma once

#include <string>

namespace heafs {

inline constexpr const char* kSmallMission =
    "[mission]\n"
    "name = \"small\"\n"
    "title = \"A small mission\"\n"
    "[delivery]\n"
    "publish = \"commit\"\n"
    "[obs]\n"
    "folder = \"{obs_id}\"\n"
    "parts = { obs_id = '\\d{4}' }\n";

// kSmallMission with `from` replaced by `to`.
inline std::string small_mission_with(const std::string& from, const std::string& to) {
    std::string text = kSmallMission;
    return text.replace(text.find(from), from.size(), to);
}

inline std::string waiver(const std::string& rule = "NAM-001") {
    return "[[waive]]\nrule = \"" + rule +
           "\"\nfiles = 'x/*'\nreason = \"old\"\nuntil = \"2099-01-01\"\n";
}

}  // namespace heafs
