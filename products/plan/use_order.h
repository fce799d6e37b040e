// Which cached products were used last, and how many bytes they are together. Plain memory.
// Not for concurrent use.
#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>

namespace heafs {

class UseOrder {
   public:
    // `key` was used now and is `size` bytes; a key that was not known is from here on.
    void use(const std::string& key, int64_t size);
    void forget(const std::string& key);
    // Forgets the key that was not used for longest and gives it; nothing when none is left.
    struct Victim {
        std::string key;
        int64_t size = 0;
    };
    std::optional<Victim> take_oldest();
    int64_t bytes() const { return bytes_; }

   private:
    std::list<Victim> order_;  // oldest first
    std::unordered_map<std::string, std::list<Victim>::iterator> places_;
    int64_t bytes_ = 0;
};

}  // namespace heafs
