// What was computed not long ago, by name, each good for one state of the archive. Any thread may
// use it.
#pragma once

#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace heafs {

template <typename Value>
class Recent {
   public:
    // Keeps the `most` values that were used last.
    explicit Recent(size_t most) : most_(most) {}

    std::optional<Value> find(const std::string& name, int64_t state) {
        const std::lock_guard lock(mutex_);
        const auto found = by_name_.find(name);
        if (found == by_name_.end() || found->second->state != state) return std::nullopt;
        items_.splice(items_.begin(), items_, found->second);
        return found->second->value;
    }

    void remember(const std::string& name, int64_t state, Value value) {
        const std::lock_guard lock(mutex_);
        if (const auto found = by_name_.find(name); found != by_name_.end()) {
            items_.erase(found->second);
            by_name_.erase(found);
        }
        items_.push_front({name, state, std::move(value)});
        by_name_[name] = items_.begin();
        if (items_.size() <= most_) return;
        by_name_.erase(items_.back().name);
        items_.pop_back();
    }

   private:
    struct Item {
        std::string name;
        int64_t state = 0;
        Value value;
    };
    const size_t most_;
    std::mutex mutex_;       // guards items_ and by_name_
    std::list<Item> items_;  // the latest first
    std::unordered_map<std::string, typename std::list<Item>::iterator> by_name_;
};

}  // namespace heafs
