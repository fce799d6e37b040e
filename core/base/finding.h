// A finding is something dubious in delivered data, with its place. The rule's id says what kind;
// core/delivery/rules.h gives each rule its severity and its remedy.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace heafs {

enum class Severity { kInfo, kWarning, kError, kFatal };

struct Finding {
    std::string rule;  // "FIT-004"
    Severity severity = Severity::kError;
    std::string file;               // path in the delivery; empty while only bytes are looked at
    std::optional<int> hdu;         // 1 is the primary HDU, as in fitsverify and CFITSIO
    std::string extname;            // EXTNAME of that HDU, if it has one
    std::optional<int64_t> card;    // 1 is the first card of the HDU's header
    std::optional<int64_t> row;     // 1 is the first row
    std::string column;             // name of the column
    std::optional<int64_t> offset;  // byte in the (inflated) file, from 0
    std::string found;              // what is there; a quoted card where there is one
    std::string expected;           // what should be there
    std::string text;               // one sentence for people, complete in itself
    std::string remedy;             // how to mend it
    std::string waived;             // the reason of the mission's waiver, empty if it counts

    bool operator==(const Finding&) const = default;
};

// True when a file with this finding cannot be published.
inline bool rejects(const Finding& finding) {
    return finding.waived.empty() && finding.severity >= Severity::kError;
}

}  // namespace heafs
