// The first half of the verification of a FITS file: structure, sizes, checksums and the cells that
// can break a reader, in one pass over the bytes and in bounded memory whatever the file claims.
// It stands on its own parser, so that it can judge files that make libraries crash; the second
// half (units, times, keywords) opens only files that passed here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/finding.h"
#include "core/fits/hdu_facts.h"
#include "core/fits/keyword_collector.h"

namespace heafs {

inline constexpr int64_t kMaxHeaderBlocks = 10'000;
inline constexpr int64_t kMaxHdus = 10'000;

struct HduSummary {
    int number = 0;  // 1 is the primary
    std::string extname;
    std::string kind;           // "PRIMARY", or the XTENSION value: "IMAGE", "BINTABLE", ...
    int64_t header_offset = 0;  // in the file
    int64_t data_offset = 0;    // where the data would begin, if there are none
    int64_t data_bytes = 0;     // as declared and without fill; -1 if it cannot be known
    int64_t naxis = 0;          // CFITSIO 4 and older overrun an array beyond 99 axes
    int64_t rows = 0;           // of tables

    bool operator==(const HduSummary&) const = default;
};

struct FitsReport {
    std::vector<Finding> findings;  // in the order of the file; at most a hundred of each rule
    std::vector<HduSummary> hdus;
    std::vector<Keyword> keywords;  // the wanted ones, of the first kMaxKeywordHdus HDUs
    std::vector<HduFacts> facts;    // of the first kMaxKeywordHdus HDUs that are whole
    int64_t size_bytes = 0;

    bool operator==(const FitsReport&) const = default;
};

// One file, whose (inflated) bytes are fed in order. Implements the rules FIT-001 to FIT-024,
// KEY-011, WCS-001 to WCS-003, TAB-001 to TAB-019, TAB-020 (headers), SUM-001 to SUM-003 and, for
// files that only wrap telemetry, NAM-016. Not for concurrent use.
class FitsVerifier {
   public:
    // `wanted` are names of keywords that the report shall contain.
    explicit FitsVerifier(std::vector<std::string> wanted = {});
    ~FitsVerifier();
    FitsVerifier(const FitsVerifier&) = delete;
    FitsVerifier& operator=(const FitsVerifier&) = delete;

    // The next bytes, as many as there are. The report does not depend on how they are cut.
    // Large pieces are fastest: whole blocks are looked at where they lie.
    void feed(std::span<const std::byte> bytes);
    // To be called once, after the last byte.
    FitsReport finish();

   private:
    class Pass;
    std::unique_ptr<Pass> pass_;
};

}  // namespace heafs
