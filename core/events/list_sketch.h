// The sketch of an event list as it stands in its file: which columns tell its events apart, and
// the text in which a worker hands it over and the archive keeps it.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/missions/instrument.h"
#include "core/events/event_sketch.h"
#include "core/fits/fits_view.h"

namespace heafs {

struct ListSketch {
    std::string columns;  // "RAWX,RAWY", "DETX,DETY" or the energy column; "" where there is none
    EventSketch sketch;
    bool operator==(const ListSketch&) const = default;
};

// Makes the sketch of the list in the instrument's events HDU, as the bytes of its file come: in
// bounded memory, and without a second reading. Whatever the bytes are, it raises nothing.
class ListSketcher {
   public:
    // The instrument outlives it.
    explicit ListSketcher(const Instrument& instrument) : instrument_(instrument) {}

    void feed(std::span<const std::byte> bytes);
    // Nothing when there is no such list, no TIME in it, columns that hold no numbers, or when the
    // bytes end before its rows do.
    std::optional<ListSketch> finish() const;

   private:
    enum class At { kHeader, kData, kRows, kEnd };
    // Each takes what is its part of `bytes` and returns the rest.
    std::span<const std::byte> feed_header(std::span<const std::byte> bytes);
    std::span<const std::byte> feed_rows(std::span<const std::byte> bytes);
    void end_header();
    void begin_rows(FitsHdu table);
    void sketch(std::span<const std::byte> rows);

    const Instrument& instrument_;
    At at_ = At::kHeader;
    std::vector<std::byte> header_;
    int64_t left_ = 0;  // bytes of the data or rows at hand
    std::optional<FitsHdu> table_;
    std::vector<std::string> columns_;
    std::vector<std::byte> row_;  // one that came in pieces
    EventSketcher sketcher_;
    bool whole_ = false;
};

// "COLUMNS JSON", one line; and back. Raises Fault::kMalformed.
std::string list_sketch_text(const ListSketch& list);
ListSketch parse_list_sketch(const std::string& text);

}  // namespace heafs
