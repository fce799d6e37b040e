// What each event of a list has in its energy column, and which of the mission file's selections it
// is of.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "config/missions/instrument.h"
#include "core/fits/fits_view.h"

namespace heafs {

class SourceEnergies {
   public:
    // The table outlives it. Raises Fault::kMalformed when the column is missing, is of the wrong
    // kind, or says that it is in another unit than the mission file.
    SourceEnergies(const FitsHdu& table, const Instrument& instrument);

    // The channel, or the bits of the energy as a float. Nothing for nulls, NaN, what is below 0
    // and what is not legal.
    std::optional<int32_t> at(int64_t row) const;
    // Legal channels, by TLMIN and TLMAX where the list has them; with energies, those of the grid.
    int32_t first_channel() const { return first_; }
    int32_t last_channel() const { return last_; }

   private:
    void check_unit() const;

    const EnergyScale& scale_;
    NumericColumn column_;
    int32_t first_ = 0;
    int32_t last_ = 0;
    double least_ = 0;  // legal energies
    double most_ = 0;
};

class SourceSelections {
   public:
    // Table and instrument outlive it. A selection that asks for a column which the list does not
    // have, or which holds no numbers, has no events.
    SourceSelections(const FitsHdu& table, const Instrument& instrument);

    int32_t bits(int64_t row) const;

   private:
    // A column of a number or of at most 32 bits, the first of which counts most.
    class Reader;
    struct Asked {
        int32_t bit = 0;
        std::vector<std::pair<const Condition*, std::shared_ptr<const Reader>>> conditions;
    };
    std::vector<Asked> asked_;
};

}  // namespace heafs
