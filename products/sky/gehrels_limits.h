// Confidence limits of counts for error bars: one sigma on either side.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "products/sky/poisson_limits.h"

namespace heafs {

// The means for which no more, and no fewer, than `counts` have a probability of 15.87 % (1 - the
// one-sided 84.13 % of one sigma): Gehrels 1986, ApJ 303, 336, equations 1 and 2. The lower one of
// 0 counts is 0. Remembers what it was asked: not for several threads at once.
class GehrelsLimits {
   public:
    CountInterval of(int64_t counts);

   private:
    std::unordered_map<int64_t, CountInterval> known_;
};

}  // namespace heafs
