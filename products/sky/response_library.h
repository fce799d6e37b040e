// The response files of an archive: which of them is for an event list, and what is in it.
#pragma once

#include <atomic>
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
#include "products/plan/use_order.h"
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
    FoundResponse<MatrixOutline> rmf;  // ResponseLibrary::matrix() has what is in it
    FoundResponse<EffectiveArea> arf;
};

// Event lists of one instrument for which responses are sought.
struct ResponseQuestion {
    const Mission& mission;
    const Instrument& instrument;
    struct List {
        const SegmentRow& row;
        const EventSegment& segment;
        Angle off_axis;  // of the source
    };
    std::vector<List> lists;
    std::optional<std::string> asof;  // a UTC day: only what was published by its end
};

// Any thread may call. A file is read once, by the first who needs it; what plans need of it stays
// in memory, and of whole matrices those that were used last.
class ResponseLibrary {
   public:
    ResponseLibrary(const Archive& archive, LedgerPool& ledger)
        : archive_(archive), ledger_(ledger) {}

    // By `rmf` and `arf` of the mission file, in the order of the lists. A file that is there and
    // cannot be read is none. What stands in the list itself is taken from its segment: the `file`
    // is then the list, and the area is that at the source's angle from the axis.
    std::vector<SourceResponses> find(const ResponseQuestion& question);

    // The matrix of a file that find() gave; not of lists. Raises what reading it raises.
    std::shared_ptr<const Redistribution> matrix(const ResponseFile& file);

    // How many response files were read since the mount began.
    int64_t files_read() const { return files_read_; }

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
    using Reader = std::shared_ptr<const Content> (ResponseLibrary::*)(const ResponseFile&);
    template <typename Content>
    FoundResponse<Content> load(const Located& located, Reader<Content> read_content,
                                std::map<std::string, FoundResponse<Content>>& known);
    template <typename Content>
    std::shared_ptr<const Content> read(const ResponseFile& file,
                                        Content (*parse)(std::span<const std::byte>,
                                                         const std::string&));
    std::shared_ptr<const MatrixOutline> read_outline(const ResponseFile& file);
    std::shared_ptr<const EffectiveArea> read_area(const ResponseFile& file);
    std::shared_ptr<const Redistribution> find_matrix(const std::string& sha256);
    void keep(const std::string& sha256, const std::shared_ptr<const Redistribution>& matrix);

    const Archive& archive_;
    LedgerPool& ledger_;
    std::atomic<int64_t> files_read_ = 0;
    std::mutex reading_;  // held by the one that reads a response file
    std::mutex mutex_;    // guards what follows
    std::map<std::string, std::shared_ptr<const Calibrations>> calibrations_;  // by mission
    std::map<std::string, FoundResponse<MatrixOutline>> outlines_;             // by SHA-256
    std::map<std::string, FoundResponse<EffectiveArea>> areas_;
    std::map<std::string, std::shared_ptr<const Redistribution>> matrices_;
    UseOrder used_;  // matrices_
};

}  // namespace heafs
