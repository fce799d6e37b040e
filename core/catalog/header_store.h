// What the headers of published files say of their observations: kept per file, so that a row of
// an observation table always follows from the files that are published now.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/catalog/database.h"

namespace heafs {

// Under this name the sketch of an event list comes with the header values of a file. It is kept
// apart from them, since these are read whole when a mount begins.
inline constexpr const char* kSketchHeader = "event-sketch";

// One published file of which header values are kept.
struct FileHeader {
    std::string path;  // "obs/swift/2008_08/00030795038/..."
    std::string file_class;
    int level = 0;
    std::map<std::string, std::string> values;  // by HeaderKeyword::text()
    bool operator==(const FileHeader&) const = default;
};

struct ObservationHeaders {
    std::string mission;
    std::string obs_id;
    bool published = false;         // whether any of its files is
    std::vector<FileHeader> files;  // by the byte order of their paths
    bool operator==(const ObservationHeaders&) const = default;
};

// Keeps the values of a file, of an observation or of none (""). To be called within the
// transaction that makes it visible.
void store_header(Database& database, int64_t file_id, std::string_view mission,
                  std::string_view obs_id, std::map<std::string, std::string> values);

// The published files below a folder ("caldb/data/swift/xrt") of which values are kept, by path.
std::vector<FileHeader> headers_below(Database& database, const std::string& folder);

// A published event list and its sketch, as text.
struct SketchedFile {
    std::string path;
    std::string sketch;
    bool operator==(const SketchedFile&) const = default;
};

// Those below a folder ("obs/swift/2008_08/00030795038"), by path.
std::vector<SketchedFile> sketches_below(Database& database, const std::string& folder);

// Notes that files of the observation appeared, or are superseded or withdrawn. To be called
// within the transaction that does so.
void note_observation_change(Database& database, std::string_view mission, std::string_view obs_id);

// The number of the newest change; 0 when there was none. A look-up in an index.
int64_t newest_observation_change(Database& database);

// Gives the observations that changed after the change number `after`, in no order, to `take`: the
// state of one moment. Returns the number of the newest change that is among them, or `after`.
int64_t read_changed_observations(Database& database, int64_t after,
                                  const std::function<void(ObservationHeaders)>& take);

}  // namespace heafs
