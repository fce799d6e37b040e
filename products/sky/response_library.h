// The response files of an archive: which of them is for an event list, and what is in it.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/archive/archive.h"
#include "core/base/unique_fd.h"
#include "core/catalog/ledger.h"
#include "core/catalog/segment_store.h"
#include "core/content/calibration_query.h"
#include "core/events/event_segment.h"
#include "products/sky/response_file.h"

namespace heafs {

struct ResponseFile {
    std::string path;  // below the mount; "missions/x.rmf" of one beside the mission files
    std::string sha256;
    int64_t size = 0;       // inflated
    std::string disk_path;  // below data/, or as `path`
    bool operator==(const ResponseFile&) const = default;
};

template <typename Content>
struct FoundResponse {
    ResponseFile file;
    std::shared_ptr<const Content> content;  // null: none can be used
    std::string why_not;                     // then, in words
};
struct SourceResponses {
    FoundResponse<Redistribution> rmf;
    FoundResponse<EffectiveArea> arf;
};

// Event lists of one instrument for which responses are sought.
struct ResponseQuestion {
    const Mission& mission;
    const Instrument& instrument;
    struct List {
        const SegmentRow& row;
        const EventSegment& segment;
    };
    std::vector<List> lists;
    std::optional<std::string> asof;  // a UTC day: only what was published by its end
};

// Any thread may call. What was read lately stays in memory.
class ResponseLibrary {
   public:
    ResponseLibrary(const Archive& archive, LedgerPool& ledger)
        : archive_(archive), ledger_(ledger) {}

    // By `rmf` and `arf` of the mission file, in the order of the lists. A file that is there and
    // cannot be read is none.
    std::vector<SourceResponses> find(const ResponseQuestion& question);

    // Writes the inflated bytes into the empty file `fd`.
    // Raises Fault::kSystem when they are not as many as `file` says.
    void copy(const ResponseFile& file, int fd) const;

   private:
    friend class ResponseSearch;
    struct Calibrations {
        int64_t state = -1;  // of the archive, when they were read
        std::vector<IndexedCalibration> rows;
    };
    using Located = std::variant<ResponseFile, std::string>;  // or why there is none

    std::shared_ptr<const Calibrations> calibrations(LedgerPool::Loan& ledger,
                                                     const std::string& mission);
    std::vector<IndexedCalibration> read_calibrations(LedgerPool::Loan& ledger,
                                                      const std::string& mission) const;
    UniqueFd open(const ResponseFile& file) const;
    template <typename Content>
    FoundResponse<Content> load(const Located& located,
                                Content (*read)(std::span<const std::byte>, const std::string&),
                                std::map<std::string, FoundResponse<Content>>& known);

    const Archive& archive_;
    LedgerPool& ledger_;
    std::mutex mutex_;  // guards what follows
    std::map<std::string, std::shared_ptr<const Calibrations>> calibrations_;  // by mission
    std::map<std::string, FoundResponse<Redistribution>> matrices_;            // by SHA-256
    std::map<std::string, FoundResponse<EffectiveArea>> areas_;
};

}  // namespace heafs
