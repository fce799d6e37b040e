// The publisher's commits in which files go: reprocessed observations, and withdrawals.
#include <fmt/format.h>

#include "config/base/error.h"
#include "core/base/files.h"
#include "core/base/log.h"
#include "core/delivery/publisher.h"
#include "core/delivery/staging.h"
#include "core/delivery/table_ingester.h"
#include "core/delivery/table_numbers.h"

namespace heafs {

// What the ledger shows of the observation, and the folders above up to the mission's own.
void Publisher::note_retiring(const RetirementOrder& order, Ledger& ledger, Batch& batch) const {
    for (const std::string& path : ledger.files_of_observation(order.mission, order.obs_id))
        for (std::string above = path; above.find('/') != above.rfind('/');
             above = parent_path(above))
            batch.retiring.insert(above);
}

// One order for each observation that a delivery replaces. Whatever this commit names stays, the
// same bytes too, which have no entry.
void Publisher::add_retirements(Batch& batch, Ledger& ledger) const {
    std::map<std::pair<std::string, std::string>, RetirementOrder> orders;
    for (const DueFile& due : batch.files) {
        if (!due.replaces_observation || due.place.obs_id.empty()) continue;
        RetirementOrder& order = orders[{due.mission->name, due.place.obs_id}];
        order.delivery_id = due.delivery_id;
        order.mission = due.mission->name;
        order.obs_id = due.place.obs_id;
    }
    for (const DueFile& due : batch.files) {
        const auto found = orders.find({due.mission->name, due.place.obs_id});
        if (found != orders.end()) found->second.kept.insert(due.place.final_path);
    }
    for (auto& [observation, order] : orders) {
        note_retiring(order, ledger, batch);
        batch.orders.push_back(std::move(order));
    }
}

void Publisher::withdraw(WithdrawalOrder order) {
    {
        const std::lock_guard lock(mutex_);
        withdrawals_.push_back(std::move(order));
    }
    changed_.notify_all();
}

// What the order names and the mission has not published, in words.
std::vector<std::string> Publisher::unknown_in(const WithdrawalOrder& order) {
    auto ledger = parts_.ledger.borrow();
    std::vector<std::string> unknown;
    for (const std::string& obs_id : order.observations)
        if (ledger->files_of_observation(order.mission, obs_id).empty())
            unknown.push_back("observation " + obs_id);
    for (const std::string& table : order.tables)
        if (newest_table_file(*ledger.operator->(), order.mission, table).empty())
            unknown.push_back(fmt::format("a table {} of {}", table, order.mission));
    return unknown;
}

std::vector<RetirementOrder> Publisher::retirements_of(const WithdrawalOrder& order) {
    std::vector<RetirementOrder> orders;
    for (const std::string& obs_id : order.observations)
        orders.push_back({order.delivery_id, order.mission, obs_id, {}, kWithdrawn, order.reason});
    auto ledger = parts_.ledger.borrow();
    for (const std::string& table : order.tables)
        orders.push_back({order.delivery_id,
                          order.mission,
                          {},
                          {},
                          kWithdrawn,
                          order.reason,
                          newest_table_file(*ledger.operator->(), order.mission, table)});
    return orders;
}

std::set<int64_t> Publisher::withdrawn_deliveries() {
    std::set<int64_t> ids;
    auto ledger = parts_.ledger.borrow();
    Rows rows = ledger.database().query("SELECT id FROM delivery WHERE state = 'withdrawn'");
    while (rows.next()) ids.insert(rows.integer(0));
    return ids;
}

void Publisher::carry_out(const WithdrawalOrder& order) {
    if (const auto unknown = unknown_in(order); !unknown.empty())
        return staging_->mark_withdrawn(order, unknown, {});
    Batch batch;
    batch.orders = retirements_of(order);
    {
        auto ledger = parts_.ledger.borrow();
        for (const RetirementOrder& retirement : batch.orders)
            if (!retirement.obs_id.empty()) note_retiring(retirement, *ledger.operator->(), batch);
    }
    if (!publish_until_done(batch)) throw Error(Fault::kSystem, "the disk does not keep its bytes");
    if (tell_) tell_(changes_of(batch));
    log_info("withdrawn by {}/{}: {} observations, {} tables, {}", order.mission,
             order.delivery_name, order.observations.size(), order.tables.size(), order.reason);
    staging_->mark_withdrawn(order, {}, withdrawn_deliveries());
    if (parts_.tables != nullptr) parts_.tables->tidy();
}

void Publisher::carry_out_withdrawals() {
    for (;;) {
        WithdrawalOrder order;
        {
            const std::lock_guard lock(mutex_);
            if (ending_ || withdrawals_.empty()) return;
            order = withdrawals_.front();
            withdrawals_.pop_front();
        }
        try {
            carry_out(order);
        } catch (const std::exception& error) {
            log_error("withdrawal of {}/{}: {}", order.mission, order.delivery_name, error.what());
            {
                const std::lock_guard lock(mutex_);
                withdrawals_.push_front(std::move(order));
            }
            if (!pause()) return;
        }
    }
}

}  // namespace heafs
