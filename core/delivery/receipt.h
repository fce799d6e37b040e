// Receipts: the archive's signed word that it has published these files. The bytes that are signed,
// and how to check them without heafs, stand in receipt_json.h.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/archive/archive.h"
#include "core/delivery/staging.h"

namespace heafs {

struct Receipt {
    std::string archive;
    std::string mission;
    std::string delivery;
    int revision = 1;
    bool test = false;            // of a rehearsal: nothing of it is in the archive
    std::string manifest_sha256;  // of the deliverer's manifest; "" without one
    std::string files_sha256;     // of the lines "<sha256>  <path>\n" of all files, by path
    struct File {
        std::string path;  // in the delivery
        std::string sha256;
        int64_t size = 0;
    };
    std::vector<File> files;  // by path
    int64_t warnings = 0;
    struct Waiver {
        std::string rule;
        std::string file;
        std::optional<int> hdu;
        std::string reason;
    };
    std::vector<Waiver> waivers;
    std::string published;  // UTC
    std::string heafs;      // the version
};

// The receipt for the public files of a delivery: those that are published, and `becoming`, paths
// of files that the ledger shows already. The version is left open, and the
// time where the publication is the one at hand.
Receipt receipt_for(const Archive& archive, const DeliverySummary& summary,
                    const std::set<std::string>& becoming);

// deliveries/<mission>/<delivery>/receipt.json
std::filesystem::path receipt_path(const Archive& archive, const std::string& mission,
                                   const std::string& delivery);

// Signs and writes it, durably. A receipt that is there for the same files, manifest and revision
// stays as it is, byte for byte. Without files nothing happens.
void keep_receipt(const Archive& archive, Receipt receipt);

// Makes the receipts of publications that a crash has cut off from theirs. What cannot be written
// is logged.
void make_up_receipts(const Archive& archive, const Staging& staging);

}  // namespace heafs
