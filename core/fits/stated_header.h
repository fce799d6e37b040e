// A header with its cards, and the list that findings about them go to: what each of the rules
// about keywords is judged on.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/fits/finding_list.h"
#include "core/fits/hdu_facts.h"
#include "core/fits/header.h"

namespace heafs {

// Borrows all it has. `findings` is written to, so not for concurrent use.
struct StatedHeader {
    const Header& header;
    const std::vector<HeaderCard>& cards;
    FindingList& findings;

    bool is_table() const;
    bool is_array() const;             // a primary array or an IMAGE
    bool is_compressed_image() const;  // a BINTABLE with ZIMAGE = T
    bool is_compressed_table() const;  // a BINTABLE with ZTABLE = T
    // The first card of that name, or nullptr.
    const HeaderCard* find(std::string_view keyword) const;
    std::optional<int64_t> integer(std::string_view keyword) const;
};

struct Verdict {
    const char* rule = "";
    Severity severity = Severity::kError;
    std::string sentence;  // behind "HDU 2 (EVENTS): ", without full stop
    std::string expected;
    std::string remedy;
    std::string column = {};  // the name of the column that it is about
};

// `card` may be nullptr: a finding about the whole header.
void report(const StatedHeader& stated, const HeaderCard* card, Verdict verdict);

// The value of a number; nothing if `card` is nullptr or no number.
std::optional<double> number(const HeaderCard* card);

// "CRVAL12A" behind the prefix "CRVAL" is index 12 of the alternate coordinates 'A'; without a
// letter `alternate` is ' '. Nothing for other names.
struct IndexedName {
    int64_t index = 0;
    char alternate = ' ';
};
std::optional<IndexedName> indexed_name(std::string_view keyword, std::string_view prefix);

}  // namespace heafs
