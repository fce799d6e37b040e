#include "products/plan/product_cache.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <future>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "config/base/error.h"
#include "core/base/log.h"
#include "products/plan/cache_files.h"

namespace heafs {
namespace {

using Done = ProductCache::Done;
using Outcome = ProductCache::Outcome;

struct Waiter {
    ProductCache::Ticket ticket = 0;
    Done done;
};

// One product on its way, and who waits for it.
struct Flight {
    std::shared_ptr<const Product> product;
    std::vector<Waiter> waiters;
};
using FlightPointer = std::shared_ptr<Flight>;  // in the list of flights and on its thread

// Set on the threads of caches: a render that waits there must not wait for a free thread.
thread_local bool on_cache_thread = false;

void tell(const Done& done, Outcome outcome) {
    try {
        done(std::move(outcome));
    } catch (const std::exception& error) {
        log_error("a reader of a product failed when it was told: {}", error.what());
    } catch (...) {
        log_error("a reader of a product failed when it was told");
    }
}

void refuse(const Done& done, const std::string& why) {
    tell(done, {UniqueFd(), std::make_exception_ptr(Error(Fault::kBusy, why))});
}

// The last one gets this thread's own descriptor and exception.
void tell_all(const std::vector<Waiter>& waiters, UniqueFd fd, std::exception_ptr error) {
    for (const Waiter& waiter : waiters) {
        Outcome outcome;
        const bool last = &waiter == &waiters.back();
        outcome.error = last ? std::move(error) : error;
        try {
            if (!outcome.error) outcome.fd = last ? std::move(fd) : reopen_for_reading(fd.get());
        } catch (...) {
            outcome.error = std::current_exception();
        }
        tell(waiter.done, std::move(outcome));
    }
}

}  // namespace

struct ProductCache::State {
    State(std::filesystem::path folder, const Limits& limits)
        : files(std::move(folder), limits.bytes) {}

    Ticket wait_for(const std::shared_ptr<const Product>& product, Done done);
    std::vector<Waiter> land(const Flight& flight);
    FlightPointer take();
    FlightPointer take_waiting(const std::string& key);
    void fly(Flight& flight);
    void run();
    void end();

    CacheFiles files;
    std::mutex mutex;  // guards what follows but the threads; never held for I/O
    std::condition_variable changed;
    std::map<std::string, FlightPointer> flights;  // waiting and under way, by key
    std::deque<FlightPointer> waiting;             // for a thread
    Ticket last_ticket = 0;
    bool ending = false;
    std::vector<std::thread> threads;
};

// A product that became whole since the caller missed it is found by the thread that takes the
// flight: so it is never rendered twice.
ProductCache::Ticket ProductCache::State::wait_for(const std::shared_ptr<const Product>& product,
                                                   Done done) {
    {
        const std::lock_guard lock(mutex);
        if (!ending) {
            const Ticket ticket = ++last_ticket;
            FlightPointer& flight = flights[product->key];
            if (!flight) {
                flight = std::make_shared<Flight>();
                flight->product = product;
                waiting.push_back(flight);
                changed.notify_one();
            }
            flight->waiters.push_back({ticket, std::move(done)});
            return ticket;
        }
    }
    refuse(done, product->path + " is not rendered: the cache is closing");
    return 0;
}

FlightPointer ProductCache::State::take() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return ending || !waiting.empty(); });
    if (ending) return nullptr;
    FlightPointer flight = waiting.front();
    waiting.pop_front();
    return flight;
}

// The flight of this key when no thread has taken it.
FlightPointer ProductCache::State::take_waiting(const std::string& key) {
    const std::lock_guard lock(mutex);
    const auto found = std::find_if(waiting.begin(), waiting.end(), [&](const auto& flight) {
        return flight->product->key == key;
    });
    if (found == waiting.end()) return nullptr;
    FlightPointer flight = *found;
    waiting.erase(found);
    return flight;
}

void ProductCache::State::fly(Flight& flight) {
    UniqueFd fd;
    std::exception_ptr error;
    try {
        fd = files.find(*flight.product);
        if (!fd) fd = files.render(*flight.product);
    } catch (...) {
        error = std::current_exception();
    }
    tell_all(land(flight), std::move(fd), std::move(error));
}

// From here on, who wants the product looks into the files first, then begins a new flight.
std::vector<Waiter> ProductCache::State::land(const Flight& flight) {
    const std::lock_guard lock(mutex);
    const auto found = flights.find(flight.product->key);
    std::vector<Waiter> waiters = std::move(found->second->waiters);
    flights.erase(found);
    return waiters;
}

void ProductCache::State::run() {
    on_cache_thread = true;
    while (const FlightPointer flight = take()) fly(*flight);
}

void ProductCache::State::end() {
    std::deque<FlightPointer> dropped;
    {
        const std::lock_guard lock(mutex);
        ending = true;
        dropped.swap(waiting);
    }
    changed.notify_all();
    for (const FlightPointer& flight : dropped)
        for (const Waiter& waiter : land(*flight))
            refuse(waiter.done, flight->product->path + " is not rendered: the cache is closing");
    for (std::thread& thread : threads) thread.join();
    threads.clear();
}

ProductCache::ProductCache(std::filesystem::path folder, Limits limits)
    : state_(std::make_unique<State>(std::move(folder), limits)) {
    for (int i = 0; i < std::max(1, limits.threads); ++i)
        state_->threads.emplace_back([state = state_.get()] { state->run(); });
}

ProductCache::~ProductCache() { finish(); }

void ProductCache::finish() { state_->end(); }

ProductCache::Ticket ProductCache::open(const std::shared_ptr<const Product>& product, Done done) {
    if (UniqueFd fd = state_->files.find(*product)) {
        tell(done, {std::move(fd), nullptr});
        return 0;
    }
    return state_->wait_for(product, std::move(done));
}

UniqueFd ProductCache::open_and_wait(const std::shared_ptr<const Product>& product) {
    // Shared: the other thread may still be inside set_value when this one goes on.
    const auto promise = std::make_shared<std::promise<Outcome>>();
    std::future<Outcome> answer = promise->get_future();
    open(product, [promise](Outcome outcome) { promise->set_value(std::move(outcome)); });
    if (on_cache_thread)
        if (const FlightPointer flight = state_->take_waiting(product->key)) state_->fly(*flight);
    Outcome outcome = answer.get();
    if (outcome.error) std::rethrow_exception(outcome.error);
    return std::move(outcome.fd);
}

void ProductCache::cancel(Ticket ticket) {
    Done done;
    {
        const std::lock_guard lock(state_->mutex);
        for (auto place = state_->flights.begin(); place != state_->flights.end(); ++place) {
            const FlightPointer flight = place->second;
            const auto found =
                std::find_if(flight->waiters.begin(), flight->waiters.end(),
                             [&](const Waiter& waiter) { return waiter.ticket == ticket; });
            if (found == flight->waiters.end()) continue;
            done = std::move(found->done);
            flight->waiters.erase(found);
            if (flight->waiters.empty() && std::erase(state_->waiting, flight) > 0)
                state_->flights.erase(place);
            break;
        }
    }
    if (done) refuse(done, "nobody waits for this product any more");
}

void ProductCache::make_room(int64_t bytes) { state_->files.make_room(bytes); }

}  // namespace heafs
