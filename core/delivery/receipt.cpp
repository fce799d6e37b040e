#include "core/delivery/receipt.h"

#include <algorithm>

#include "core/archive/archive_keys.h"
#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/base/log.h"
#include "core/base/sha256.h"
#include "core/delivery/receipt_json.h"

namespace heafs {
namespace {

std::string hash_of_list(const std::vector<Receipt::File>& files) {
    std::string lines;
    for (const auto& file : files) lines += file.sha256 + "  " + file.path + "\n";
    return sha256_hex(lines);
}

// True when a record of the delivery is younger than its receipt, or has none.
bool lacks_receipt(const std::filesystem::path& receipt) {
    namespace stdfs = std::filesystem;
    if (!stdfs::exists(receipt.parent_path())) return false;
    const bool there = stdfs::exists(receipt);
    for (const auto& entry : stdfs::directory_iterator(receipt.parent_path()))
        if (entry.path().filename().string().starts_with("record") &&
            (!there || entry.last_write_time() > stdfs::last_write_time(receipt)))
            return true;
    return false;
}

}  // namespace

Receipt receipt_for(const Archive& archive, const DeliverySummary& summary,
                    const std::set<std::string>& becoming) {
    Receipt receipt;
    receipt.archive = archive.settings().name;
    receipt.mission = summary.mission;
    receipt.delivery = summary.name;
    receipt.revision = summary.revision;
    receipt.test = is_rehearsal_name(summary.name);
    if (becoming.empty() && summary.published_ns > 0)
        receipt.published = utc_text(summary.published_ns);
    receipt.manifest_sha256 = summary.manifest_sha256;
    std::set<std::string> covered;
    for (const auto& file : summary.files) {
        if (file.state != FileState::kPublished && becoming.count(file.path) == 0) continue;
        receipt.files.push_back({file.path, file.sha256, file.size});
        covered.insert(file.path);
    }
    std::sort(receipt.files.begin(), receipt.files.end(),
              [](const auto& a, const auto& b) { return a.path < b.path; });
    receipt.files_sha256 = hash_of_list(receipt.files);
    for (const Finding& finding : summary.findings) {
        if (covered.count(finding.file) == 0) continue;
        if (!finding.waived.empty())
            receipt.waivers.push_back({finding.rule, finding.file, finding.hdu, finding.waived});
        else if (finding.severity == Severity::kWarning)
            ++receipt.warnings;
    }
    return receipt;
}

std::filesystem::path receipt_path(const Archive& archive, const std::string& mission,
                                   const std::string& delivery) {
    return archive.deliveries() / mission / delivery / "receipt.json";
}

void keep_receipt(const Archive& archive, Receipt receipt) {
    if (receipt.files.empty()) return;
    const auto path = receipt_path(archive, receipt.mission, receipt.delivery);
    if (std::filesystem::exists(path) && is_receipt_for(read_file(path), receipt)) return;
    if (receipt.published.empty()) receipt.published = utc_text(now_nanoseconds());
    receipt.heafs = HEAFS_VERSION;
    // Everything may be a repetition of what other deliveries have published: no record is here.
    if (std::filesystem::create_directories(path.parent_path())) {
        sync_file(open_folder(archive.deliveries()).get(), "deliveries");
        const auto mission = path.parent_path().parent_path();
        sync_file(open_folder(mission).get(), mission.string());
    }
    write_file_durably(path, signed_receipt(receipt, open_signing_key(archive.path())));
}

void make_up_receipts(const Archive& archive, const Staging& staging) {
    for (const auto& [mission, description] : archive.missions())
        for (const StagedEntry& delivery : staging.deliveries(mission)) {
            try {
                if (!lacks_receipt(receipt_path(archive, mission, delivery.name))) continue;
                if (const auto summary = staging.summarize(mission, delivery.name))
                    keep_receipt(archive, receipt_for(archive, *summary, {}));
            } catch (const std::exception& error) {
                log_error("no receipt for {}/{}: {}", mission, delivery.name, error.what());
            }
        }
}

}  // namespace heafs
