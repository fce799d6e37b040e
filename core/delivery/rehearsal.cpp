#include "core/delivery/rehearsal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

#include "config/base/error.h"
#include "core/archive/publication.h"
#include "core/archive/staging_folders.h"
#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/catalog/delivery_store.h"
#include "core/delivery/name_rules.h"

namespace heafs {
namespace {

namespace stdfs = std::filesystem;

// The mission file goes along: it may be one of the archive's own.
stdfs::path made_site(const Archive& archive, const Mission& mission, const std::string& delivery) {
    const stdfs::path site = rehearsal_site(archive, mission.name, delivery);
    ArchiveSettings settings = archive.settings();
    settings.missions.clear();
    settings.on_state.clear();
    if (!stdfs::exists(site / "archive.toml")) {
        stdfs::remove_all(site);  // what a crash has left of its making
        make_folders_beneath(archive.root(), fmt::format("{}/{}", kRehearsalFolder, mission.name));
        create_archive(site, settings);
    }
    settings.missions = {mission.name};
    write_file_durably(site / "missions" / (mission.name + ".toml"), mission.source_text);
    write_file_durably(site / "archive.toml", archive_settings_text(settings));
    return site;
}

}  // namespace

stdfs::path rehearsal_site(const Archive& archive, const std::string& mission,
                           const std::string& delivery) {
    return archive.data() / kRehearsalFolder / mission / delivery;
}

std::string rehearsed_path(const Delivery& delivery, const std::string& delivery_path) {
    return fmt::format("{}/{}/{}/data/{}", kRehearsalFolder, delivery.mission->name, delivery.name,
                       place_of(*delivery.mission, delivery_path).final_path);
}

Rehearsal::Rehearsal(const Archive& archive, const Mission& mission, const std::string& delivery,
                     WorkerPool& workers)
    : archive_(made_site(archive, mission, delivery)),
      writer_(archive_.catalogue()),
      ledger_(archive_.catalogue()),
      indexer_(archive_, workers) {
    recover_publications(archive_, writer_, {}, indexer_.as_step());
    prepare_staging_folders(archive_);
    writer_.use_durably([&](Database& database) {
        delivery_id_ =
            open_delivery(database, mission.name, delivery, "unit", now_nanoseconds()).id;
    });
}

void Rehearsal::publish(const Archive& from, std::vector<JournalEntry>& entries) {
    // Linked, not moved: until the sender is told, the staged name is what a restart finds.
    for (const JournalEntry& entry : entries)
        if (::linkat(from.root(), entry.staged.c_str(), archive_.root(), entry.staged.c_str(), 0) !=
                0 &&
            errno != EEXIST)
            throw system_error(errno, "keep " + entry.staged + " for a rehearsal");
    heafs::publish(archive_, writer_, entries, {}, indexer_.as_step());
}

}  // namespace heafs
