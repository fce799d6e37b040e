// Words for what is wrong with a single card: rules FIT-006 (END), FIT-009, FIT-010, FIT-011 and
// FIT-012.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/fits/card.h"
#include "core/fits/finding_list.h"

namespace heafs {

struct CardPlace {
    int hdu = 0;             // 1 is the primary
    int64_t card = 0;        // 1 is the first card of the header
    int64_t offset = 0;      // of the card in the file
    std::string_view bytes;  // the card
};

// Reports every fault of `card`.
void report_card_faults(const Card& card, const CardPlace& place, FindingList& findings);

// The fixed format that FITS 4.0, 4.2 asks of mandatory keywords (FIT-009). `kind` is the kind of
// value that the keyword must have: kInteger, kLogical or kString.
void check_fixed_format(const Card& card, ValueKind kind, const CardPlace& place,
                        FindingList& findings);

// A finding of `rule` at a card, with its place and the quoted card filled in.
Finding card_finding(const char* rule, Severity severity, const CardPlace& place);

}  // namespace heafs
