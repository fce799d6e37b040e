// Looks after the deliveries of a running archive: keeps in the catalogue how they stand, tells the
// operator's program, and lets those expire that nobody touched for long.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "core/catalog/catalog_writer.h"
#include "core/delivery/state_command.h"

namespace heafs {

class Staging;

class DeliveryWatch {
   public:
    struct Times {
        std::function<int64_t()> clock;         // nanoseconds since 1970
        std::chrono::milliseconds look{250};    // between two looks
        std::chrono::milliseconds settle{500};  // a word counts when it stood so long
        std::chrono::milliseconds between_expiries{60000};
        std::chrono::milliseconds command_limit{30000};
    };
    // Begins with a look, and with what has expired already.
    DeliveryWatch(const Archive& archive, CatalogWriter& writer, Staging& staging, Times times);
    DeliveryWatch(const Archive& archive, CatalogWriter& writer, Staging& staging);
    // Looks a last time.
    ~DeliveryWatch();
    DeliveryWatch(const DeliveryWatch&) = delete;
    DeliveryWatch& operator=(const DeliveryWatch&) = delete;

   private:
    void run();
    void look(int64_t before_ns);
    void consider_telling(const DeliveryStanding& standing);
    void expire();

    CatalogWriter& writer_;
    Staging& staging_;
    Times times_;
    std::map<int64_t, uint64_t> seen_;       // of the thread alone, and what follows
    std::map<int64_t, std::string> handed_;  // the word that the command was given last
    StateCommand command_;
    std::mutex mutex_;  // guards ending_
    std::condition_variable changed_;
    bool ending_ = false;
    std::thread thread_;
};

}  // namespace heafs
