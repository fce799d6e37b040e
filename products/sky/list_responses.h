// The responses that stand in event lists themselves (`hdu` of the mission file), as their segments
// keep them.
#pragma once

#include <memory>
#include <string>

#include "products/sky/response_library.h"
#include "products/sky/run_response.h"

namespace heafs {

// Of one question. A list without the HDU, or whose HDU is no such table, has none.
class ListResponses {
   public:
    explicit ListResponses(const ResponseQuestion& question) : question_(question) {}

    FoundResponse<MatrixOutline> rmf(const ResponseQuestion::List& list);
    FoundResponse<EffectiveArea> arf(const ResponseQuestion::List& list);

   private:
    const std::shared_ptr<const MatrixOutline>& grid();

    const ResponseQuestion& question_;
    std::shared_ptr<const MatrixOutline> grid_;
};

// An HDU of the list that its segment keeps. Raises Fault::kNotFound where there is none.
const FitsHdu& kept_hdu(const EventSegment& segment, const std::string& name);

// The point spread of the list itself; null where the mission file names none, or the list has none
// that can be used.
std::unique_ptr<const SpreadTable> find_spread(const EventSegment& segment,
                                               const Instrument& instrument);
// Why there is none though the mission file names one, in words; else "".
std::string why_no_spread(const EventSegment& segment, const Instrument& instrument);
// The effective area of the list itself, likewise.
std::unique_ptr<const AreaTable> find_area(const EventSegment& segment,
                                           const Instrument& instrument);

}  // namespace heafs
