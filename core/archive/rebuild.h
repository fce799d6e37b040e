// The catalogue made again from data/ and deliveries/, which suffice: every file is read against
// the hash in its record. What is not as recorded is reported and not adopted.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/archive/scan.h"
#include "core/catalog/ledger.h"

namespace heafs {

struct RebuildParts {
    // What is in a file, as the catalogue keeps it of delivered ones (content_json.h). Asked only
    // for deliveries that no old catalogue knows; without it their folders come back empty.
    std::function<std::string(int fd, int64_t size)> describe;
    // Called for each published file, by id, once all rows are there: for what else is made from
    // files. In no transaction; the catalogue is the new one, which nobody sees yet.
    std::function<void(Database&, const FileRow&)> each_published;
    TellProgress tell;
};

// Makes the new catalogue aside and puts it in place at once; the old one stays as
// catalog.db.before-rebuild. File ids (inode numbers), versions and times are those of the
// records; deliveries in progress come from the old catalogue as far as it can be read. Where it
// cannot, their bytes are moved to data/.heafs-superseded/lost-deliveries and a note says so.
// Raises Fault::kBusy while the archive is mounted, Fault::kStale when there are records and not
// one file is as recorded; the old catalogue is then untouched, as after every other fault.
ScanReport rebuild_catalogue(const Archive& archive, const RebuildParts& parts = {});

}  // namespace heafs
