// The cards that a segment of the event index has beside its columns' own: what it was made of, and
// what products carry over from the source's header.
#pragma once

#include "core/events/segment_builder.h"
#include "core/events/source_events.h"
#include "core/fits/hdu_text.h"

namespace heafs {

// The cards of HDU EVENTS_INDEX, of so many usable events.
HeaderText segment_cards(const FitsView& view, const SourceEvents& events, int64_t usable,
                         const Instrument& instrument, const SegmentSource& source);

// The column of what each event has in its energy column, of n events: PI, or ENERGY in its unit.
FitsColumn index_column(const EnergyScale& scale, int64_t n);
// The same for a bound of a block.
FitsColumn block_column(const EnergyScale& scale, const std::string& name,
                        const std::string& which);

// The first card of that name which has a value on this very card; null where there is none.
const std::string_view* find_stated_card(const FitsHdu& hdu, std::string_view keyword);

// The column keywords as they stand.
void add_column_cards(const FitsHdu& source, HeaderText& header);
// The source's column keywords with S for the leading T: TTYPE3 is kept as STYPE3, TCRVL2 as
// SCRVL2, so that they describe the source's rows and not the table that holds them.
void add_source_column_cards(const FitsHdu& source, HeaderText& header);

}  // namespace heafs
