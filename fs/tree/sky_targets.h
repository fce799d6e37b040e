// Names of observed targets and the positions that they stand for. A name leads to where it was
// observed first; where several positions carry it, the others are told.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/catalog/targets.h"

namespace heafs {

// Immutable after it was made: any thread may ask.
class SkyTargets {
   public:
    // `targets` as load_targets() gives them.
    explicit SkyTargets(const std::vector<Target>& targets);

    // One position of a name.
    struct Place {
        std::string path;      // "sky/83.63308/22.0145"
        std::string object;    // as the first header has it
        std::string missions;  // "halosat, swift"
        int64_t observations = 0;
        std::string first;  // start of the first observation; "" where no header says
    };
    // By the first observation, then by mission; null for a name that nothing has. Case, blanks and
    // `_` do not matter.
    const std::vector<Place>* find(std::string_view name) const;
    // As folders list them, sorted by what headers say.
    const std::vector<std::string>& listed() const { return listed_; }

   private:
    std::unordered_map<std::string, std::vector<Place>> places_;  // by comparable_name()
    std::vector<std::string> listed_;
};

// sky/name/<object>.alternatives.txt, of a name that several positions carry.
inline constexpr std::string_view kAlternatives = ".alternatives.txt";
std::string alternatives_txt(const std::string& name, const std::vector<SkyTargets::Place>& places);

// sky/name/README.txt
std::string names_readme(const SkyTargets& targets);

}  // namespace heafs
