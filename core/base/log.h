// The log: one line an event, to stderr or to a file that rotates. Text is made with fmt by the
// caller, so that spdlog's own heavy headers stay in log.cpp. Any thread may log.
#pragma once

#include <fmt/format.h>

#include <string>

namespace heafs {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

// Where the log goes from now on: a rotating file, or stderr when `path` is empty.
void open_log(const std::string& path, LogLevel least);

void log_text(LogLevel level, const std::string& text);

template <typename... T>
void log_debug(fmt::format_string<T...> format, T&&... values) {
    log_text(LogLevel::kDebug, fmt::format(format, std::forward<T>(values)...));
}
template <typename... T>
void log_info(fmt::format_string<T...> format, T&&... values) {
    log_text(LogLevel::kInfo, fmt::format(format, std::forward<T>(values)...));
}
template <typename... T>
void log_warning(fmt::format_string<T...> format, T&&... values) {
    log_text(LogLevel::kWarning, fmt::format(format, std::forward<T>(values)...));
}
template <typename... T>
void log_error(fmt::format_string<T...> format, T&&... values) {
    log_text(LogLevel::kError, fmt::format(format, std::forward<T>(values)...));
}

}  // namespace heafs
