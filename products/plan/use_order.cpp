#include "products/plan/use_order.h"

namespace heafs {

void UseOrder::use(const std::string& key, int64_t size) {
    forget(key);
    places_[key] = order_.insert(order_.end(), Victim{key, size});
    bytes_ += size;
}

void UseOrder::forget(const std::string& key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return;
    bytes_ -= found->second->size;
    order_.erase(found->second);
    places_.erase(found);
}

std::optional<UseOrder::Victim> UseOrder::take_oldest() {
    if (order_.empty()) return std::nullopt;
    Victim victim = order_.front();
    forget(victim.key);
    return victim;
}

}  // namespace heafs
