// The verdict on one file: what its name, its content and its mission's profile say together.
#pragma once

#include <string_view>
#include <vector>

#include "config/missions/mission.h"
#include "core/delivery/content.h"

namespace heafs {

// Where the rules about content find a file of a delivery; the names that rsync gives files until
// they are whole stand for the names they will have.
ContentPlace content_place_of(const Mission& mission, std::string_view delivery_path);
// The same for a file whose place in an archive is not known. `mission` may be null.
ContentPlace loose_content_place(const Mission* mission, std::string_view name);

// All findings of a delivered file, with its path filled in and the mission's profile applied.
std::vector<Finding> judge_file(const Mission& mission, std::string_view delivery_path,
                                const Content& content);

// The findings of content and of the file's own name alone, where no place in an archive is known
// (files that are validated before they are sent). `mission` may be null.
std::vector<Finding> judge_loose_file(const Mission* mission, std::string_view name,
                                      const Content& content);

// True when nothing in `findings` keeps the file out of the archive.
bool is_valid(const std::vector<Finding>& findings);

// True when the validator itself failed on the file: it is held for the operator.
bool needs_operator(const std::vector<Finding>& findings);

}  // namespace heafs
