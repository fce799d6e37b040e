// Exit codes of all commands; `wait` adds 3 for a timeout, as for failure.
#pragma once

namespace heafs {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFindings = 1;  // the data have findings; rejected or held
inline constexpr int kExitUsage = 2;
inline constexpr int kExitFailed = 3;

}  // namespace heafs
