// The sketch of an event list as it stands in its file: which columns tell its events apart, and
// the text in which a worker hands it over and the archive keeps it.
#pragma once

#include <optional>
#include <string>

#include "config/missions/instrument.h"
#include "core/events/event_sketch.h"
#include "core/fits/fits_view.h"

namespace heafs {

struct ListSketch {
    std::string columns;  // "RAWX,RAWY", "DETX,DETY" or the energy column; "" where there is none
    EventSketch sketch;
    bool operator==(const ListSketch&) const = default;
};

// Of the list in the instrument's events HDU; nothing when it has no TIME there. Raises
// Fault::kMalformed for columns that hold no numbers.
std::optional<ListSketch> read_list_sketch(const FitsView& file, const Instrument& instrument);

// "COLUMNS JSON", one line; and back. Raises Fault::kMalformed.
std::string list_sketch_text(const ListSketch& list);
ListSketch parse_list_sketch(const std::string& text);

}  // namespace heafs
