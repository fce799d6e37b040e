// The time of day as text and numbers.
#pragma once

#include <cstdint>
#include <string>

namespace heafs {

// Nanoseconds since 1970 (UTC, leap seconds not counted).
int64_t now_nanoseconds();

// "2026-11-22T18:43:24Z", from nanoseconds since 1970.
std::string utc_text(int64_t nanoseconds);

}  // namespace heafs
