// The keys of a table's rows, each known by 96 bits of hash: which line had it first. Bounded.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace heafs {

class KeySet {
   public:
    explicit KeySet(size_t most) : most_(most) {}

    // The line that had the key before; nothing when it is new, or when the set is full.
    std::optional<uint32_t> add(std::string_view key, uint32_t line);
    // That of a key, if it is known.
    std::optional<uint32_t> find(std::string_view key) const;
    bool is_full() const { return count_ >= most_; }

   private:
    struct Slot {
        uint64_t hash = 0;
        uint32_t further = 0;
        uint32_t line = 0;  // 0: free
    };
    size_t place_of(uint64_t hash, uint32_t further) const;
    void grow();

    const size_t most_;
    size_t count_ = 0;
    std::vector<Slot> slots_;
};

}  // namespace heafs
