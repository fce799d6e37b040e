#include "fs/tree/target_names.h"

#include <cctype>
#include <cmath>

#include "core/catalog/targets.h"
#include "fs/tree/sky_names.h"
#include "products/plan/column_name.h"

namespace heafs {
namespace {

constexpr size_t kMostAnswers = 1000;

// "sky/83.63308/22.0145" -> "83.63308/22.0145"
std::string below_sky(const std::string& path) { return path.substr(path.find('/') + 1); }

std::optional<size_t> name_column(const TableSchema& schema) {
    for (const auto& [key, value] : schema.virtual_parameters) {
        if (key != "target_name" || !value.starts_with('@')) continue;
        const auto column = find_column_named(schema, value.substr(1));
        if (column && schema.columns[*column].type.cell == CellType::kText) return column;
    }
    return std::nullopt;
}

// comparable_name(text) == comparable, without making it: tables have millions of rows.
bool is_called(std::string_view text, const std::string& comparable) {
    size_t at = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) == 0 && c != '.' && c != '-' && c != '+') continue;
        if (at == comparable.size() || std::tolower(byte) != comparable[at]) return false;
        ++at;
    }
    return at == comparable.size();
}

}  // namespace

std::optional<SkyPoint> find_named_position(const TableSegment& table,
                                            const std::string& comparable) {
    const auto column = name_column(table.schema());
    const auto& position = table.position_columns();
    if (!column || !position || comparable.empty()) return std::nullopt;
    for (int64_t row = 0; row < table.size(); ++row) {
        if (!is_called(table.text(row, *column), comparable)) continue;
        const double ra = table.number(row, position->ra), dec = table.number(row, position->dec);
        if (ra >= 0 && ra < 360 && std::fabs(dec) <= 90) return SkyPoint{Angle{ra}, Angle{dec}};
    }
    return std::nullopt;
}

std::shared_ptr<const SkyTargets> TargetNames::observed() {
    auto ledger = ledger_.borrow();
    const int64_t state = last_publication(ledger.database());
    if (auto known = targets_.find("", state)) return *known;
    const auto targets = std::make_shared<const SkyTargets>(load_targets(ledger.database()));
    targets_.remember("", state, targets);
    return targets;
}

std::optional<std::string> TargetNames::find(const std::string& name) {
    if (const auto* places = observed()->find(name)) return below_sky(places->front().path);
    if (tables_ == nullptr) return std::nullopt;
    const auto point = find_in_catalogues(comparable_name(name));
    return point ? std::optional(below_sky(position_path(*point))) : std::nullopt;
}

std::optional<SkyPoint> TargetNames::find_in_catalogues(const std::string& comparable) {
    const auto tables = tables_->current();
    {
        const std::lock_guard lock(mutex_);
        if (answers_of_ != tables || answers_.size() > kMostAnswers) answers_.clear();
        answers_of_ = tables;
        if (const auto known = answers_.find(comparable); known != answers_.end())
            return known->second;
    }
    std::optional<SkyPoint> point;
    for (const auto& [name, table] : *tables)
        if (!point && name_column(table.segment.schema()) &&
            position_columns_of(table.segment.schema()))
            point = find_named_position(*table.segment, comparable);
    const std::lock_guard lock(mutex_);
    if (answers_of_ == tables) answers_[comparable] = point;
    return point;
}

}  // namespace heafs
