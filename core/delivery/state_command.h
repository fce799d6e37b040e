// The operator's program that is told of deliveries: on_state of archive.toml.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/archive/archive.h"
#include "core/catalog/delivery_store.h"

namespace heafs {

struct StateChange {
    DeliveryStanding standing;
    std::string report;  // the text of report.txt
};

// Runs the program for one change after the other, on a thread of its own: nobody waits for it. It
// gets HEAFS_MISSION, HEAFS_DELIVERY, HEAFS_REVISION, HEAFS_STATE and HEAFS_REPORT (the path of a
// file with the report, which is gone afterwards), no shell and no descriptor of this process. One
// that does not end in time is ended. Failures are logged.
class StateCommand {
   public:
    using Told = std::function<void(const StateChange&)>;
    // `told` is called on that thread when the program has ended, however it did.
    StateCommand(const Archive& archive, Told told,
                 std::chrono::milliseconds limit = std::chrono::seconds(30));
    // What waits is still told, in a few seconds at most.
    ~StateCommand();
    StateCommand(const StateCommand&) = delete;
    StateCommand& operator=(const StateCommand&) = delete;

    // False when the archive has no such program: nothing will be told.
    bool is_there() const { return !archive_.settings().on_state.empty(); }
    void add(StateChange change);

   private:
    void run();
    void tell(const StateChange& change);
    std::string run_program(const StateChange& change, const std::string& report);

    const Archive& archive_;
    Told told_;
    std::chrono::milliseconds limit_;
    std::mutex mutex_;  // guards waiting_, ending_ and deadline_
    std::condition_variable changed_;
    std::deque<StateChange> waiting_;
    bool ending_ = false;
    std::chrono::steady_clock::time_point deadline_;  // once it is ending
    std::thread thread_;
};

}  // namespace heafs
