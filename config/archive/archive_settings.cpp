#include "config/archive/archive_settings.h"

#include <fmt/format.h>

#include <charconv>
#include <iterator>
#include <sstream>

#include "config/base/error.h"
#include "config/base/toml.h"

namespace heafs {
namespace {

// `text` as a basic string of TOML 1.0: in quotes, with escapes.
std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) {
            result += fmt::format("\\u{:04x}", byte);
            continue;
        }
        if (c == '"' || c == '\\') result += '\\';
        result += c;
    }
    return result + "\"";
}

// 10737418240 -> "10GiB": the largest unit that is exact.
std::string size_text(int64_t bytes) {
    constexpr const char* kUnits[] = {"", "KiB", "MiB", "GiB", "TiB"};
    size_t unit = 0;
    while (bytes > 0 && bytes % 1024 == 0 && unit + 1 < std::size(kUnits)) {
        bytes /= 1024;
        ++unit;
    }
    return fmt::format("{}{}", bytes, kUnits[unit]);
}

// Split at blanks: no shell reads it.
std::vector<std::string> words_of(const std::string& text) {
    std::istringstream stream(text);
    return {std::istream_iterator<std::string>(stream), {}};
}

void read_delivery(const TomlTable& table, ArchiveSettings& settings) {
    table.allow_only({"keep_days", "on_state"});
    if (const auto days = table.find_integer("keep_days")) {
        if (*days < 1 || *days > 36525) table.refuse("keep_days", "must be between 1 and 36525");
        settings.keep_days = static_cast<int>(*days);
    }
    if (const auto command = table.find_string("on_state")) settings.on_state = words_of(*command);
    if (!settings.on_state.empty() && settings.on_state.front()[0] != '/')
        table.refuse("on_state", "begins with the absolute path of a program");
}

}  // namespace

int64_t parse_bytes(std::string_view text) {
    int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string_view unit(end, static_cast<size_t>(text.data() + text.size() - end));
    int shift = -1;
    if (unit.empty() || unit == "B") shift = 0;
    if (unit == "KiB") shift = 10;
    if (unit == "MiB") shift = 20;
    if (unit == "GiB") shift = 30;
    if (unit == "TiB") shift = 40;
    if (error != std::errc() || shift < 0 || number < 0 || number > (INT64_MAX >> shift))
        throw Error(Fault::kMalformed,
                    fmt::format("'{}' is no size: write 1000, 64MiB, 2GiB or 1TiB", text));
    return number << shift;
}

ArchiveSettings parse_archive_settings(std::string_view text, const std::string& source) {
    const TomlTable root = TomlTable::parse(text, source);
    root.allow_only({"name", "missions", "reserve", "ballast", "workers", "cache", "delivery"});
    ArchiveSettings settings;
    settings.name = root.string("name");
    settings.missions = root.strings("missions");
    const auto bytes_of = [&](const std::string& key, const std::string& value) {
        try {
            return parse_bytes(value);
        } catch (const Error& error) {
            root.refuse(key, error.what());
        }
    };
    const std::string reserve = root.find_string("reserve").value_or("auto");
    if (reserve != "auto") settings.reserve_bytes = bytes_of("reserve", reserve);
    if (const auto ballast = root.find_string("ballast"))
        settings.ballast_bytes = bytes_of("ballast", *ballast);
    if (const auto workers = root.find_integer("workers")) {
        if (*workers < 1 || *workers > 64) root.refuse("workers", "must be between 1 and 64");
        settings.workers = static_cast<int>(*workers);
    }
    if (const auto cache = root.find_string("cache"))
        settings.cache_bytes = bytes_of("cache", *cache);
    if (const auto delivery = root.find_table("delivery")) read_delivery(*delivery, settings);
    return settings;
}

std::string archive_settings_text(const ArchiveSettings& settings) {
    std::string missions;
    for (const std::string& mission : settings.missions)
        missions += (missions.empty() ? "" : ", ") + quoted(mission);
    const std::string reserve =
        settings.reserve_bytes ? std::to_string(*settings.reserve_bytes) : "auto";
    return fmt::format(
        "# The settings of this archive. They are read when the archive is mounted.\n"
        "name = {}\n"
        "# Each mission is a file: missions/<mission>.toml here, or one that ships with heafs.\n"
        "missions = [{}]\n"
        "# Deliveries get \"No space left\" when less than this is free; \"auto\" is the larger "
        "of\n"
        "# 2 GiB and 2 % of the file system. Sizes are written 1000, 64MiB, 2GiB.\n"
        "reserve = \"{}\"\n"
        "# Set aside for the archive's own commits and recovery on a full disk.\n"
        "ballast = \"{}\"\n"
        "# Processes that validate what is delivered.\n"
        "workers = {}\n"
        "# Room for products that were made on request; the least recently used go first.\n"
        "cache = \"{}\"\n"
        "\n"
        "[delivery]\n"
        "# Days that a delivery stays after it changed last; then it goes, and what it published "
        "stays.\n"
        "# Held ones wait for their day.\n"
        "keep_days = {}\n"
        "# A program that is told when a delivery has another state, in HEAFS_MISSION, "
        "HEAFS_DELIVERY,\n"
        "# HEAFS_REVISION, HEAFS_STATE and HEAFS_REPORT (a file). No shell reads this line.\n"
        "{}\n",
        quoted(settings.name), missions, reserve, settings.ballast_bytes, settings.workers,
        size_text(settings.cache_bytes), settings.keep_days,
        settings.on_state.empty()
            ? "# on_state = \"/usr/local/bin/tell-the-team --mail\""
            : fmt::format("on_state = {}",
                          quoted(fmt::format("{}", fmt::join(settings.on_state, " ")))));
}

}  // namespace heafs
