#include "config/missions/response_source.h"

#include <algorithm>

#include "config/base/error.h"
#include "config/base/toml.h"

namespace heafs {
namespace {

using Kind = ResponseSource::Kind;

struct Choice {
    const char* key;
    Kind kind;
};
constexpr Choice kChoices[] = {{"caldb", Kind::kCalibration},
                               {"files", Kind::kDelivered},
                               {"mission", Kind::kMission},
                               {"hdu", Kind::kList}};

}  // namespace

ResponseSource read_response_source(const TomlTable& source) {
    source.allow_only(
        {"caldb", "files", "mission", "hdu", "instrume", "detnam", "filter", "expression"});
    ResponseSource result;
    for (const Choice& choice : kChoices) {
        if (!source.has(choice.key)) continue;
        if (result.is_known())
            source.refuse(choice.key, "is a second source: name one of caldb, files, mission, hdu");
        result.kind = choice.kind;
        result.name = source.string(choice.key);
    }
    if (!result.is_known())
        source.refuse("caldb", "is missing: name one of caldb, files, mission, hdu");
    for (const char* key : {"instrume", "detnam", "filter", "expression"})
        if (source.has(key) && result.kind != Kind::kCalibration)
            source.refuse(key, "belongs to a query of the calibration index (caldb)");
    result.instrume = source.find_string("instrume").value_or("");
    result.detnam = source.find_string("detnam").value_or("-");
    result.filter = source.find_string("filter").value_or("-");
    result.expression = source.find_string("expression").value_or("-");
    if (result.kind != Kind::kDelivered) return result;
    try {
        result.files = Pattern(result.name);
    } catch (const Error& error) {
        source.refuse("files", error.what());
    }
    return result;
}

}  // namespace heafs
