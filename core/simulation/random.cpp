#include "core/simulation/random.h"

#include <cmath>
#include <numbers>

namespace heafs {

double Random::exponential() { return -std::log(1 - uniform()); }

// Box and Muller, without keeping the second number: a stream has no hidden state.
double Random::normal() {
    const double radius = std::sqrt(2 * exponential());
    return radius * std::cos(2 * std::numbers::pi * uniform());
}

Random random_for(uint64_t seed, std::string_view name) {
    uint64_t hash = 0xcbf29ce484222325 ^ seed;  // FNV-1a
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    Random random(hash);
    random.next();
    return random;
}

}  // namespace heafs
