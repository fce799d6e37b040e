#include "fs/tree/target_names.h"

#include <cctype>
#include <cmath>
#include <set>

#include "config/base/decimal.h"
#include "core/catalog/targets.h"
#include "fs/tree/sky_names.h"
#include "products/plan/column_name.h"

namespace heafs {
namespace {

constexpr size_t kMostAnswers = 1000;
constexpr int kPositionDecimals = 5;

// Numbers too small to be written are zero.
std::string degrees_text(Angle angle) {
    const Decimal degrees =
        Decimal::from_double_shortest(angle.degrees).value_or(Decimal()).rounded(kPositionDecimals);
    return degrees == Decimal(360) ? "0" : degrees.text();
}

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

std::string position_names(const SkyPoint& point) {
    return degrees_text(point.ra) + "/" + degrees_text(point.dec);
}

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

std::shared_ptr<const TargetNames::Targets> TargetNames::targets() {
    auto ledger = ledger_.borrow();
    const int64_t state = last_publication(ledger.database());
    if (auto known = targets_.find("", state)) return *known;
    auto targets = std::make_shared<Targets>();
    auto listed = std::make_shared<std::vector<Observed>>();
    std::set<std::string> names;
    for (const Target& target : load_targets(ledger.database())) {
        const SkyPoint point{target.ra, target.dec};
        targets->by_comparable_name.emplace(comparable_name(target.object), point);
        const std::string name = path_name(target.object);
        if (!name.empty() && names.insert(name).second) listed->push_back({name, point});
    }
    targets->listed = std::move(listed);
    targets_.remember("", state, targets);
    return targets;
}

std::shared_ptr<const std::vector<TargetNames::Observed>> TargetNames::observed() {
    return targets()->listed;
}

std::optional<SkyPoint> TargetNames::find(const std::string& name) {
    const std::string comparable = comparable_name(name);
    const auto known = targets();
    const auto found = known->by_comparable_name.find(comparable);
    if (found != known->by_comparable_name.end()) return found->second;
    return tables_ == nullptr ? std::nullopt : find_in_catalogues(comparable);
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
