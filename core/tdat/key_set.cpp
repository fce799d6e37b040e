#include "core/tdat/key_set.h"

#include <algorithm>

#include "core/base/mixed_hash.h"

namespace heafs {
namespace {

constexpr size_t kFirstSlots = 1024;
constexpr uint64_t kFurther = 0x9e3779b97f4a7c15;

// FNV-1a, in the public domain, mixed.
uint64_t hash_of(std::string_view text, uint64_t seed) {
    uint64_t hash = 0xcbf29ce484222325 ^ seed;
    for (const char c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001b3;
    }
    return mixed(hash);
}

}  // namespace

// Its slot, or the free one where it would go.
size_t KeySet::place_of(uint64_t hash, uint32_t further) const {
    const size_t mask = slots_.size() - 1;
    for (size_t at = hash & mask;; at = (at + 1) & mask) {
        const Slot& slot = slots_[at];
        if (slot.line == 0 || (slot.hash == hash && slot.further == further)) return at;
    }
}

void KeySet::grow() {
    std::vector<Slot> old(std::max(kFirstSlots, 2 * slots_.size()));
    old.swap(slots_);
    for (const Slot& slot : old)
        if (slot.line != 0) slots_[place_of(slot.hash, slot.further)] = slot;
}

std::optional<uint32_t> KeySet::find(std::string_view key) const {
    if (slots_.empty()) return std::nullopt;
    const auto further = static_cast<uint32_t>(hash_of(key, kFurther));
    const Slot& slot = slots_[place_of(hash_of(key, 0), further)];
    return slot.line == 0 ? std::nullopt : std::optional(slot.line);
}

std::optional<uint32_t> KeySet::add(std::string_view key, uint32_t line) {
    if (4 * (count_ + 1) > 3 * slots_.size() && !is_full()) grow();
    const uint64_t hash = hash_of(key, 0);
    const auto further = static_cast<uint32_t>(hash_of(key, kFurther));
    Slot& slot = slots_[place_of(hash, further)];
    if (slot.line != 0) return slot.line;
    if (is_full()) return std::nullopt;
    slot = {hash, further, std::max(line, uint32_t{1})};
    ++count_;
    return std::nullopt;
}

}  // namespace heafs
