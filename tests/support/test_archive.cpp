#include "tests/support/test_archive.h"

#include <cstdlib>
#include <future>

#include "core/archive/publication.h"
#include "core/base/files.h"
#include "tests/support/outside_programs.h"

namespace heafs {
namespace {

std::string without_last_newline(std::string text) {
    if (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

// The value of `name` in a mission's text: the first line that gives it.
std::string name_in(const std::string& mission_text) {
    const size_t from = mission_text.find("name = \"") + 8;
    return mission_text.substr(from, mission_text.find('"', from) - from);
}

}  // namespace

TestArchive::TestArchive(const std::vector<std::string>& missions,
                         const std::vector<std::string>& mission_texts) {
    ::setenv("HEAFS_SHARE", HEAFS_SOURCE_DIR "/config", 1);
    ArchiveSettings settings{"test", missions, 0, 4096, 2};
    create_archive(path(), settings);
    for (const std::string& text : mission_texts) {
        settings.missions.push_back(name_in(text));
        write_file_durably(path() / "missions" / (settings.missions.back() + ".toml"), text);
    }
    write_file_durably(path() / "archive.toml", archive_settings_text(settings));
    archive_.emplace(path());
}

std::string TestArchive::catalogue_says(const std::string& sql) const {
    const std::string command =
        "sqlite3 '" + (path() / "catalog.db").string() + "' \"" + sql + "\"";
    return without_last_newline(output_of(command));
}

std::string sha256sum_of(std::span<const std::byte> bytes) {
    const TemporaryFolder folder;
    return output_of("sha256sum < '" + folder.write("bytes", bytes).string() + "'").substr(0, 64);
}

StagingRun::StagingRun(const Archive& archive, const std::vector<std::string>& worker,
                       StepObserver observer)
    : ballast_(archive),
      writer_(archive.catalogue()),
      ledger_(archive.catalogue()),
      workers_(worker, archive.settings().workers),
      indexer_(archive, workers_),
      tables_(archive, workers_),
      publisher_(
          {archive, writer_, ledger_, ballast_, index_step(indexer_, tables_), &tables_},
          [this](const std::vector<ChangedName>& names) {
              told_.insert(told_.end(), names.begin(), names.end());
          },
          std::move(observer)) {
    recover_publications(archive, writer_, {}, index_step(indexer_, tables_));
    tables_.make_up(writer_);
    staging_ = std::make_unique<Staging>(Staging::Parts{archive, writer_, ledger_, workers_},
                                         [this](DueUnit unit) { publisher_.add(std::move(unit)); });
    publisher_.start(*staging_);
}

StagingRun::~StagingRun() { publisher_.stop(); }

uint64_t StagingRun::delivery(const std::string& name, const std::string& mission) {
    if (const auto there = staging_->find_delivery(mission, name)) return there->ino;
    return staging_->make_delivery(mission, name, {}).ino;
}

uint64_t StagingRun::folder(uint64_t root, const std::string& path) {
    if (path.empty()) return root;
    const uint64_t above = folder(root, parent_path(path));
    if (const auto there = staging_->find(above, base_name(path))) return there->ino;
    return staging_->make_folder(above, base_name(path), {}, 0755).ino;
}

CloseVerdict StagingRun::put(uint64_t root, const std::string& path,
                             std::span<const std::byte> bytes) {
    const uint64_t parent = folder(root, parent_path(path));
    const uint64_t handle = staging_->create(parent, base_name(path), {}, 0644).second;
    if (!bytes.empty()) staging_->write(handle, bytes, 0);
    const CloseVerdict verdict = flush(handle);
    staging_->release(handle);
    return verdict;
}

CloseVerdict StagingRun::flush(uint64_t handle) {
    std::promise<CloseVerdict> answer;
    staging_->flush(handle, [&](CloseVerdict verdict) { answer.set_value(verdict); });
    return answer.get_future().get();
}

std::string StagingRun::verdict(const std::string& name, const std::string& mission) {
    staging_->wait_until_idle();
    return staging_->standing(mission, name)->word;
}

DeliverySummary StagingRun::summary(const std::string& name, const std::string& mission) {
    staging_->wait_until_idle();
    return *staging_->summarize(mission, name);
}

std::optional<FileRow> StagingRun::published(const std::string& path) {
    return ledger_.borrow()->find_published(path);
}

bool has_rule(const std::vector<Finding>& findings, std::string_view rule) {
    for (const Finding& finding : findings)
        if (finding.rule == rule) return true;
    return false;
}

}  // namespace heafs
