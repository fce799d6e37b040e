#include "core/base/log.h"

#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace heafs {
namespace {

constexpr size_t kLogFileBytes = 8u << 20;
constexpr size_t kLogFiles = 4;

spdlog::level::level_enum level_of(LogLevel level) {
    switch (level) {
        case LogLevel::kDebug:
            return spdlog::level::debug;
        case LogLevel::kInfo:
            return spdlog::level::info;
        case LogLevel::kWarning:
            return spdlog::level::warn;
        case LogLevel::kError:
            return spdlog::level::err;
    }
    return spdlog::level::info;
}

}  // namespace

void open_log(const std::string& path, LogLevel least) {
    spdlog::sink_ptr sink;
    if (path.empty())
        sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    else
        sink =
            std::make_shared<spdlog::sinks::rotating_file_sink_mt>(path, kLogFileBytes, kLogFiles);
    auto logger = std::make_shared<spdlog::logger>("heafs", sink);
    logger->set_level(level_of(least));
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %v");
    logger->flush_on(spdlog::level::info);
    spdlog::set_default_logger(logger);
}

void log_text(LogLevel level, const std::string& text) {
    spdlog::default_logger_raw()->log(level_of(level), "{}", text);
}

}  // namespace heafs
