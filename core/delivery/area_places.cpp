#include "core/delivery/area_places.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/tables/table_settings.h"
#include "core/base/files.h"
#include "core/tables/table_input.h"

namespace heafs {
namespace {

constexpr std::string_view kIndexName = "caldb.indx";
constexpr std::string_view kClasses[] = {"bcf", "cpf", "pcf", "index"};
constexpr std::string_view kModes[] = {"append", "header", "replace", "upsert"};

template <size_t N>
bool among(const std::string_view (&words)[N], std::string_view word) {
    return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

// "a/b/c" -> "a", and `path` becomes "b/c". Nothing when there is no slash.
std::optional<std::string_view> take_folder(std::string_view& path) {
    const size_t slash = path.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const std::string_view folder = path.substr(0, slash);
    path.remove_prefix(slash + 1);
    return folder;
}

// Names of the metabase and of the archive's own tables begin with zz.
bool is_table_name(std::string_view name) {
    if (name.empty() || name.substr(0, 2) == "zz" || name[0] < 'a' || name[0] > 'z') return false;
    return std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

}  // namespace

std::optional<CalibrationPlace> parse_calibration_path(std::string_view path) {
    const auto instrument = take_folder(path);
    if (!instrument || instrument->empty()) return std::nullopt;
    if (path == kIndexName)
        return CalibrationPlace{std::string(*instrument), "", std::string(path)};
    const std::string folder = parent_path(path);
    std::string_view top = path;
    const auto first = take_folder(top);
    if (!first || !among(kClasses, *first) || base_name(path).empty()) return std::nullopt;
    return CalibrationPlace{std::string(*instrument), folder, base_name(path)};
}

std::optional<std::string_view> below_calibration_mission(std::string_view below_caldb,
                                                          std::string_view mission) {
    std::string_view rest = below_caldb;
    const auto first = take_folder(rest);
    if (!first || *first != "data") return below_caldb;
    const auto named = take_folder(rest);
    if (!named || *named != mission) return std::nullopt;
    return rest;
}

bool is_calibration_index(std::string_view path) {
    const auto place = parse_calibration_path(path);
    return place && place->folder.empty();
}

std::optional<TableFile> parse_table_path(std::string_view path) {
    TableFile file;
    if (const auto mode = take_folder(path)) {
        if (!among(kModes, *mode)) return std::nullopt;
        file.mode = std::string(*mode);
    }
    const size_t dot = path.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    file.table = table_key(path.substr(0, dot));
    file.extension = std::string(path.substr(dot + 1));
    if (!is_table_name(path.substr(0, dot)) || !is_table_name(file.table) ||
        !is_table_extension(file.extension))
        return std::nullopt;
    return file;
}

std::string mode_of(const TableFile& file, const TableSettings* settings) {
    if (is_header_extension(file.extension)) return file.mode == "replace" ? "replace" : "header";
    if (!file.mode.empty()) return file.mode;
    return settings != nullptr ? settings->update : "append";
}

std::string kept_table_path(const TableFile& file, int64_t number) {
    return fmt::format("tables/{}/{:04}_{}.{}", file.table, number, file.mode, file.extension);
}

}  // namespace heafs
