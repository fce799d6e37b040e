// Control files of a delivery, and the digests that its manifests ask for.
#include <fcntl.h>
#include <fmt/format.h>

#include "config/base/error.h"
#include "core/base/digest.h"
#include "core/base/files.h"
#include "core/delivery/bagit.h"
#include "core/delivery/rules.h"
#include "core/delivery/staging.h"

namespace heafs {
namespace {

constexpr int64_t kMaxControlBytes = int64_t{64} << 20;

}  // namespace

std::string Staging::text_of_control(const StagedFile& file) const {
    const UniqueFd fd = open_disk(file, O_RDONLY);
    return read_file(fmt::format("/proc/self/fd/{}", fd.get()), kMaxControlBytes);
}

// From all tag files that are sealed now: they belong together, and come in any order.
void Staging::read_manifest(Delivery& delivery) {
    TagTexts texts;
    for (const auto& [name, node] : delivery.root->children)
        if (node->file && node->file->sealed && !node->file->damaged && is_tag_name(name))
            texts[name] = text_of_control(*node->file);
    delivery.manifest = manifest_of(texts);
    read_signature(delivery, texts);
}

void Staging::read_signature(Delivery& delivery,
                             const std::map<std::string, std::string>& texts) const {
    delivery.signature = {};
    const auto& keys = signing_keys_.at(delivery.mission->name);
    const auto manifest = texts.find(kSignedManifest);
    const StagedNode* node = find_below(*delivery.root, kManifestSignature);
    const bool sealed = node != nullptr && node->file && node->file->sealed && !node->file->damaged;
    if (keys.empty() || manifest == texts.end() || !sealed) return;
    delivery.signature =
        judge_signature(keys, manifest->second, text_of_control(*node->file), today_utc());
}

// The word of a control file that is removed or gets another name does not hold any more.
void Staging::forget_control(Delivery& delivery, const std::string& path) {
    if (path == "COMMIT") delivery.committed = false;
    if (path == "delivery.toml") delivery.orders = {};
    if (path == "withdraw.txt") delivery.withdrawal.reset();
    if (is_tag_name(path) || path == kManifestSignature) read_manifest(delivery);
}

std::vector<Finding> Staging::judge_control(const Delivery& delivery, const StagedFile& file,
                                            const std::string& path) const {
    if (path == "COMMIT" || path == "quality.txt") return {};
    const bool in_bag = delivery.root->children.count("bagit.txt") > 0;
    return judge_control_text(path, text_of_control(file), in_bag);
}

// Digests of other algorithms than SHA-256, computed with no lock held. A manifest that comes looks
// at all files, a file at itself: whichever is sealed last finds the other.
bool Staging::compute_digests(StagedNode& changed) {
    struct Wanted {
        std::shared_ptr<StagedFile> file;
        std::string algorithm;
    };
    std::vector<Wanted> wanted;
    {
        const std::lock_guard lock(mutex_);
        if (changed.removed || changed.delivery == nullptr || !changed.delivery->manifest)
            return false;
        Delivery& delivery = *changed.delivery;
        const std::string path = path_in_delivery(changed);
        const auto look_at = [&](const std::string& listed, const auto& digests) {
            const StagedNode* node = find_below(*delivery.root, listed);
            if (node == nullptr || !node->file || !node->file->sealed) return;
            for (const auto& [algorithm, digest] : digests)
                if (algorithm != "sha256" && node->file->digests.count(algorithm) == 0)
                    wanted.push_back({node->file, algorithm});
        };
        const auto& digests_of = delivery.manifest->digests_of;
        if (const auto found = digests_of.find(path); found != digests_of.end())
            look_at(path, found->second);
        else if (is_tag_name(path))
            for (const auto& [listed, digests] : digests_of) look_at(listed, digests);
    }
    for (const Wanted& want : wanted) {
        const bool published = want.file->file_id != 0;
        const UniqueFd fd =
            published ? open_published(*want.file) : open_disk(*want.file, O_RDONLY);
        std::string digest = digest_of_file(want.algorithm, fd.get(), "a staged file");
        const std::lock_guard lock(mutex_);
        want.file->digests[want.algorithm] = std::move(digest);
    }
    return !wanted.empty();
}

}  // namespace heafs
