// BagIt 1.0 (RFC 8493): tag files of a delivery that is a bag. Its payload lies in
// data/{obs,trend,...}, which is where the archive's tree begins.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/delivery/manifest.h"

namespace heafs {

// The text of each tag or control file at the top of a delivery, by name.
using TagTexts = std::map<std::string, std::string>;

// "sha256" for "manifest-sha256.txt" where `stem` is "manifest"; nothing for other names and for
// algorithms other than md5, sha1, sha256, sha512.
std::optional<std::string> algorithm_in_name(std::string_view name, std::string_view stem);

// bagit.txt, bag-info.txt, fetch.txt, manifest-<algorithm>.txt, tagmanifest-<algorithm>.txt.
bool is_tag_name(std::string_view delivery_path);

// What is wrong with a control file at the top of a delivery by itself: delivery.toml,
// withdraw.txt, fetch.txt (the archive fetches nothing) and manifests. The tag files of a bag are
// judged together, by manifest_of.
std::vector<Finding> judge_control_text(const std::string& path, std::string_view text,
                                        bool in_bag);

// What the manifests list together, a bag's or plain ones; nothing while there is none. A bag's
// tag files are checked as far as they are there. Never raises for any text.
std::optional<Manifest> manifest_of(const TagTexts& texts);

}  // namespace heafs
