// .heafs/test/<mission>/<rehearsal>/...: what would be public of a rehearsal, laid out as the mount
// shows what is. Files are links to the rehearsal's delivery path, folders have the owner and group
// of the delivery: who may not look into that sees nothing here.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "core/archive/archive.h"
#include "core/delivery/staging.h"
#include "fs/tree/virtual_area.h"

namespace heafs {

inline constexpr const char* kRehearsalArea = ".heafs/test";

class RehearsalArea : public VirtualArea {
   public:
    RehearsalArea(const Archive& archive, const Staging& staging)
        : archive_(archive), staging_(staging) {}

    std::optional<VirtualEntry> find(const std::string& folder, const std::string& name) override;
    std::vector<VirtualEntry> list(const std::string& folder) override;
    std::string explain(const std::string& path) override;
    std::optional<FolderAccess> access(const std::string& folder) override;

   private:
    // The public places of a rehearsal's files ("obs/halosat/000101/...") and theirs in the
    // delivery.
    using Places = std::map<std::string, std::string>;
    struct Known {
        uint64_t changes = 0;
        std::shared_ptr<const Places> places;
    };

    std::vector<std::string> rehearsals_of(const std::string& mission) const;
    std::vector<VirtualEntry> list_places(const std::string& mission, const std::string& rehearsal,
                                          const std::string& below);
    std::shared_ptr<const Places> places_of(const std::string& mission,
                                            const std::string& rehearsal);

    const Archive& archive_;
    const Staging& staging_;
    std::mutex mutex_;  // guards known_
    std::map<std::string, Known> known_;
};

}  // namespace heafs
