// What staging holds and takes back: public dates and headers that come, and withdrawals.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/catalog/delivery_store.h"
#include "core/delivery/area_places.h"
#include "core/delivery/judgement.h"
#include "core/delivery/release_date.h"
#include "core/delivery/rules.h"
#include "core/delivery/staging.h"

namespace heafs {

void Staging::judge_release(StagedNode& toml) {
    DeliveryOrders& orders = toml.delivery->orders;
    const auto finding =
        judge_public_date(*toml.delivery->mission, orders.public_date, today_utc());
    if (!finding) return;
    orders.findings.push_back(*finding);
    toml.file->findings.push_back(*finding);
}

// Files are held only once they were due, whole observations at a time.
std::vector<DueUnit> Staging::release_held(Delivery& delivery, std::string_view today) {
    if (!delivery.mission->proprietary ||
        !may_be_public(*delivery.mission, delivery.orders.public_date, today))
        return {};
    std::map<std::string, std::vector<StagedNode*>> observations;
    for (StagedNode* node : files_below(*delivery.root)) {
        if (node->file->state != FileState::kHeld || needs_operator(node->file->findings)) continue;
        const std::string folder = place_of(*delivery.mission, path_in_delivery(*node)).folder;
        observations[delivery.manifest ? std::string() : folder].push_back(node);
    }
    std::vector<DueUnit> due;
    for (const auto& [folder, nodes] : observations) {
        for (StagedNode* node : nodes) judge(*node);
        log_info("{} files of {}/{} are public from {} on", nodes.size(), delivery.mission->name,
                 delivery.name, delivery.orders.public_date);
        due.push_back(due_unit_of(nodes, today));
    }
    return due;
}

void Staging::release_public(std::string_view today) {
    std::vector<DueUnit> due;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [key, delivery] : deliveries_)
            for (DueUnit& unit : release_held(*delivery, today))
                if (!unit.empty()) due.push_back(std::move(unit));
    }
    if (!due.empty()) hand_over(std::move(due));
}

// Whether another file of the table is on its way.
static bool is_under_way(Delivery& delivery, const DueFile& due) {
    const std::string table = parse_table_path(due.place.rest)->table;
    const std::vector<StagedNode*> nodes = files_below(*delivery.root);
    return std::any_of(nodes.begin(), nodes.end(), [&](const StagedNode* node) {
        const FileState state = node->file->state;
        if (node->file == due.file || state == FileState::kValid || state == FileState::kHeld ||
            state == FileState::kRejected || state == FileState::kPublished)
            return false;
        const DeliveryPlace place = place_of(*delivery.mission, path_in_delivery(*node));
        if (place.area != "tables") return false;
        const auto file = parse_table_path(place.rest);
        return file && file->table == table;
    });
}

bool Staging::put_off(const DueFile& due) {
    const std::lock_guard lock(mutex_);
    Delivery* delivery = delivery_by_name(due.mission->name, due.delivery_name);
    StagedNode* node =
        delivery == nullptr ? nullptr : find_below(*delivery->root, due.delivery_path);
    if (node == nullptr || node->file != due.file || due.file->waits_no_more) return false;
    if (delivery->committed && !is_under_way(*delivery, due)) return false;
    set_state(*node, FileState::kValid);
    const std::vector<StagedNode*> waiting = waiting_tables(*delivery);
    if (std::find(waiting.begin(), waiting.end(), node) == waiting.end()) return false;
    std::erase_if(due.file->findings, [](const Finding& old) { return old.rule == kLoadingSteps; });
    due.file->findings.push_back(make_finding(
        kLoadingSteps, due.delivery_path,
        fmt::format("CSV does not say of what types its columns are: it waits for tables/{}.hdr, "
                    "a TDAT header, in this delivery",
                    parse_table_path(due.place.rest)->table)));
    return true;
}

// Those whose header, or whose table, has just become public with a file of the delivery.
std::vector<DueUnit> Staging::tables_with_headers(Delivery& delivery) {
    std::set<std::string> tables;
    for (const StagedNode* node : files_below(*delivery.root)) {
        if (node->file->state != FileState::kPublished) continue;
        const DeliveryPlace place = place_of(*delivery.mission, path_in_delivery(*node));
        if (place.area != "tables") continue;
        if (const auto file = parse_table_path(place.rest)) tables.insert(file->table);
    }
    std::vector<DueUnit> due;
    for (StagedNode* node : waiting_tables(delivery)) {
        const DeliveryPlace place = place_of(*delivery.mission, path_in_delivery(*node));
        if (tables.count(parse_table_path(place.rest)->table) == 0) continue;
        DueUnit unit = due_unit_of({node}, today_utc());
        if (!unit.empty()) due.push_back(std::move(unit));
    }
    return due;
}

void Staging::order_withdrawal(StagedNode& node) {
    const Delivery& delivery = *node.delivery;
    if (!delivery.withdrawal || !delivery.withdrawal->findings.empty() || node.file->used_up)
        return;
    if (delivery.is_rehearsal()) {  // it would have been carried out
        node.file->used_up = true;
        node.delivery->published_ns = now_nanoseconds();
        return;
    }
    withdrawals_.push_back({delivery.id, delivery.mission->name, delivery.name,
                            delivery.withdrawal->observations, delivery.withdrawal->tables,
                            delivery.withdrawal->reason});
    ++withdrawing_;
}

void Staging::on_withdrawal(std::function<void(WithdrawalOrder)> withdraw) {
    {
        const std::lock_guard lock(mutex_);
        withdraw_ = std::move(withdraw);
    }
    hand_over({});
}

void Staging::hand_over_withdrawals() {
    std::vector<WithdrawalOrder> orders;
    std::function<void(WithdrawalOrder)> withdraw;
    {
        const std::lock_guard lock(mutex_);
        if (!withdraw_) return;
        withdraw = withdraw_;
        orders.swap(withdrawals_);
    }
    for (WithdrawalOrder& order : orders) withdraw(std::move(order));
}

void Staging::mark_withdrawn(const WithdrawalOrder& order,
                             const std::vector<std::string>& not_found,
                             const std::set<int64_t>& withdrawn) {
    std::optional<StagedRow> used;
    {
        const std::lock_guard lock(mutex_);
        --withdrawing_;
        for (const auto& [key, other] : deliveries_)
            if (withdrawn.count(other->id) > 0 && !other->withdrawn) {
                other->withdrawn = true;
                touch(*other);
            }
        if (Delivery* delivery = delivery_by_name(order.mission, order.delivery_name)) {
            for (const std::string& what : not_found)
                if (delivery->withdrawal)
                    delivery->withdrawal->findings.push_back(make_finding(
                        "DLV-003", "withdraw.txt",
                        fmt::format("{} is not public here: nothing is withdrawn", what)));
            if (not_found.empty()) delivery->published_ns = now_nanoseconds();
            if (StagedNode* node = find_below(*delivery->root, "withdraw.txt")) {
                node->file->used_up = true;
                if (delivery->withdrawal) node->file->findings = delivery->withdrawal->findings;
                used = row_of(*node);
            }
            touch(*delivery);
        }
        quiet_.notify_all();
    }
    if (used) parts_.writer.use_quickly([&](Database& database) { store_staged(database, *used); });
}

}  // namespace heafs
