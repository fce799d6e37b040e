// Random numbers that are the same on every machine, so that a seed names a simulation.
#pragma once

#include <cstdint>
#include <string_view>

namespace heafs {

// SplitMix64: its numbers are the same with every standard library.
class Random {
   public:
    explicit Random(uint64_t seed) : state_(seed) {}
    uint64_t next() {
        uint64_t z = state_ += 0x9e3779b97f4a7c15;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        return z ^ z >> 31;
    }
    // In [0, 1).
    double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }
    double uniform(double low, double high) { return low + (high - low) * uniform(); }
    // Of mean 1: the time between two events of a Poisson process of rate 1.
    double exponential();
    // Of mean 0 and standard deviation 1.
    double normal();

   private:
    uint64_t state_;
};

// Numbers of their own for each `name`.
Random random_for(uint64_t seed, std::string_view name);

}  // namespace heafs
