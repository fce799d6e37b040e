#include "core/delivery/delivery_watch.h"

#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/delivery/report.h"
#include "core/delivery/staging.h"

namespace heafs {
namespace {

// What a delivery passes through while it is at work is one word for who is told.
std::string told_word(const DeliveryStanding& standing) {
    const bool at_work = standing.state == "validating" || standing.state == "publishing";
    return at_work ? "receiving" : standing.state;
}

}  // namespace

DeliveryWatch::DeliveryWatch(const Archive& archive, CatalogWriter& writer, Staging& staging)
    : DeliveryWatch(archive, writer, staging, Times{now_nanoseconds}) {}

DeliveryWatch::DeliveryWatch(const Archive& archive, CatalogWriter& writer, Staging& staging,
                             Times times)
    : writer_(writer),
      staging_(staging),
      times_(std::move(times)),
      command_(
          archive,
          [this](const StateChange& change) {
              writer_.use_quickly([&](Database& database) {
                  note_told(database, change.standing.id, told_word(change.standing));
              });
          },
          times_.command_limit) {
    thread_ = std::thread([this] { run(); });
}

DeliveryWatch::~DeliveryWatch() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void DeliveryWatch::run() {
    auto next_expiry = std::chrono::steady_clock::now();
    for (;;) {
        try {
            if (std::chrono::steady_clock::now() >= next_expiry) {
                expire();
                next_expiry = std::chrono::steady_clock::now() + times_.between_expiries;
            }
            look(now_nanoseconds() - std::chrono::nanoseconds(times_.settle).count());
        } catch (const std::exception& error) {
            log_error("deliveries are not looked after just now: {}", error.what());
        }
        std::unique_lock lock(mutex_);
        if (changed_.wait_for(lock, times_.look, [&] { return ending_; })) break;
    }
    try {
        look(INT64_MAX);
    } catch (const std::exception& error) {
        log_error("how deliveries stand is not kept: {}", error.what());
    }
}

void DeliveryWatch::expire() { staging_.expire(times_.clock()); }

void DeliveryWatch::look(int64_t before_ns) {
    for (const DeliveryStanding& standing : staging_.changed_standings(seen_, before_ns)) {
        writer_.use_quickly([&](Database& database) { note_standing(database, standing); });
        consider_telling(standing);
    }
}

void DeliveryWatch::consider_telling(const DeliveryStanding& standing) {
    const std::string word = told_word(standing);
    std::string before = handed_[standing.id];
    if (before.empty())
        writer_.use_quickly([&](Database& database) { before = last_told(database, standing.id); });
    if (before == word) return;
    handed_[standing.id] = word;
    // A folder that takes files at once is "published" before anything was.
    const bool nothing_yet = word == "published" && standing.published_ns == 0;
    if (before.empty() || nothing_yet || !command_.is_there()) {
        writer_.use_quickly([&](Database& database) { note_told(database, standing.id, word); });
        return;
    }
    const auto summary = staging_.summarize(standing.mission, standing.name);
    StateChange change{standing, summary ? report_text(*summary) : std::string()};
    change.standing.state = word;
    command_.add(std::move(change));
}

}  // namespace heafs
