#include "core/archive/delivery_records.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <limits>
#include <set>

#include "config/base/error.h"
#include "core/base/files.h"

namespace heafs {
namespace {

namespace stdfs = std::filesystem;

// "record.json", "record.000012.json"
bool is_record(const std::string& name) {
    return name == "record.json" || (name.starts_with("record.") && name.ends_with(".json") &&
                                     name.find_first_not_of("0123456789", 7) == name.size() - 5);
}

std::vector<stdfs::path> record_files(const Archive& archive) {
    std::vector<stdfs::path> files;
    for (const auto& mission : stdfs::directory_iterator(archive.deliveries())) {
        if (!mission.is_directory()) continue;
        for (const auto& delivery : stdfs::directory_iterator(mission)) {
            if (!delivery.is_directory()) continue;
            for (const auto& file : stdfs::directory_iterator(delivery))
                if (is_record(file.path().filename())) files.push_back(file.path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

// Records from before they told it: the file was written then.
int64_t time_of_record(const stdfs::path& path) {
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) throw system_error(errno, "open " + path.string());
    const timespec time = status_of(fd.get(), path.string()).st_mtim;
    return int64_t{time.tv_sec} * 1000000000 + time.tv_nsec;
}

void add_record(DeliveryRecords& records, const stdfs::path& path, std::set<int64_t>& ids) {
    Record record = record_from_json(read_file(path));
    if (record.heading.published_ns == 0) record.heading.published_ns = time_of_record(path);
    for (JournalEntry& entry : record.entries) {
        if (!ids.insert(entry.file_id).second)
            throw Error(Fault::kMalformed,
                        fmt::format("another record has given inode {} before", entry.file_id));
        records.greatest_file_id = std::max(records.greatest_file_id, entry.file_id);
        records.publications[record.heading.publication].push_back(
            {record.heading, entry, entry.final_path});
    }
    for (const RetiredFile& file : record.retired)
        records.retirements[record.heading.publication].push_back({record.heading, file});
}

void supersede(RecordedFile& old, RecordedFile& file) {
    if (!file.entry.replaces || file.entry.replaces->file_id != old.entry.file_id)
        file.entry.replaces = ReplacedFile{old.entry.file_id, 0, old.entry.sha256, old.entry.size,
                                           fmt::format("{}/unexpected/{}/{}", kSupersededFolder,
                                                       file.entry.file_id, file.entry.final_path)};
    old.superseded = true;
    old.disk_path = file.entry.replaces->superseded_path;
}

// What retired up to that publication, its own orders among them: they never name its own files.
void retire_before(int64_t publication,
                   std::map<int64_t, std::vector<RecordedRetirement>>& retirements,
                   std::map<std::string, RecordedFile*>& newest) {
    while (!retirements.empty() && retirements.begin()->first <= publication) {
        for (const RecordedRetirement& retired : retirements.begin()->second) {
            const auto found = newest.find(retired.file.final_path);
            if (found == newest.end() || found->second == nullptr ||
                found->second->entry.file_id != retired.file.file_id)
                continue;
            found->second->superseded = retired.file.state == kSuperseded;
            found->second->withdrawn = retired.file.state == kWithdrawn;
            found->second->disk_path = retired.file.kept;
            newest.erase(found);
        }
        retirements.erase(retirements.begin());
    }
}

}  // namespace

DeliveryRecords read_delivery_records(const Archive& archive) {
    DeliveryRecords records;
    std::set<int64_t> ids;
    for (const stdfs::path& path : record_files(archive)) {
        try {
            add_record(records, path, ids);
        } catch (const Error& error) {
            records.findings.push_back({path.lexically_relative(archive.path()),
                                        "a record of what was published", error.what(),
                                        "put it there again from a copy, then run this again"});
        }
    }
    std::map<std::string, RecordedFile*> newest;
    std::map<int64_t, std::vector<RecordedRetirement>> retirements = records.retirements;
    for (auto& [publication, files] : records.publications) {
        retire_before(publication, retirements, newest);
        std::sort(files.begin(), files.end(), [](const RecordedFile& one, const RecordedFile& two) {
            return one.entry.file_id < two.entry.file_id;
        });
        for (RecordedFile& file : files) {
            RecordedFile*& old = newest[file.entry.final_path];
            if (old != nullptr) supersede(*old, file);
            old = &file;
        }
    }
    retire_before(std::numeric_limits<int64_t>::max(), retirements, newest);
    return records;
}

}  // namespace heafs
