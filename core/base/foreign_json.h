// JSON of a process that has parsed foreign bytes: bounded before anything is made of it.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace heafs {

inline constexpr int kMostForeignDepth = 8;
inline constexpr int64_t kMostForeignValues = 1'000'000;

// Raises Fault::kMalformed for what is no JSON, nests deeper or holds more values.
nlohmann::json parse_foreign_json(const std::string& text);

// Raises Fault::kMalformed for anything but an integer from `least` to `most`.
int64_t integer_in(const nlohmann::json& json, int64_t least, int64_t most);

}  // namespace heafs
