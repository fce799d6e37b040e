// What a path below sky/ asks for, part by part:
//   sky/<ra>/<dec>/<band>[/<option>_<value>]*/<instrument>/<product>
// Numbers stay decimal strings from the path to here and become binary once, in the plan. Each
// part has one canonical form; other spellings are links to it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "config/base/decimal.h"
#include "core/sky/projection.h"

namespace heafs {

struct Band {
    enum class Kind { kAll, kEnergy, kChannels };
    Kind kind = Kind::kAll;
    Decimal low_kev;  // kEnergy: [low, high)
    Decimal high_kev;
    int64_t first_channel = 0;  // kChannels: both included
    int64_t last_channel = 0;
    std::string text = "all";  // canonical: "2-10", "0.1-300GeV", "30-1000ch"
    bool operator==(const Band&) const = default;
};

// [start, stop) as MJD (TT); an open end is absent.
struct AskedTime {
    std::optional<Decimal> start;
    std::optional<Decimal> stop;
    std::string text;  // "55000-55100"
    bool operator==(const AskedTime&) const = default;
};

// A circle, or with an inner radius an annulus. Arcsec.
struct AskedRadius {
    std::optional<Decimal> inner;
    Decimal outer;
    std::string text;  // "60", "60-120"
    bool operator==(const AskedRadius&) const = default;
};

// Where the background of a source region is taken from.
enum class AskedBackground {
    kAnnulus,
    kAnnulusNoCut,  // other sources in the annulus are not cut out
    kReflected,     // regions at the source's distance from the pointing
    kNone,
};

struct SkyOptions {
    std::optional<AskedTime> time;
    std::optional<std::string> obs_id;
    std::optional<std::string> asof;       // "2026-11-22": published by the end of that UTC day
    std::optional<std::string> selection;  // a named selection of the instrument: "grade0"
    std::optional<AskedRadius> radius;
    std::optional<AskedBackground> background;
    std::optional<Decimal> bin_seconds;  // of light curves, above 0, at most 6 decimals
    std::optional<Decimal> size_deg;
    std::optional<Decimal> pixel_arcsec;
    std::optional<Projection> projection;
    bool operator==(const SkyOptions&) const = default;
};

// As far as a folder's path goes: the parts come one after another.
struct SkyRequest {
    std::optional<Decimal> ra;   // degrees in [0, 360), at most 5 decimals
    std::optional<Decimal> dec;  // degrees in [-90, 90], at most 5 decimals
    std::optional<Band> band;
    SkyOptions options;
    bool operator==(const SkyRequest&) const = default;

    // "sky/83.63308/22.0145/2-10/time_55000-55100/radius_60"
    std::string path() const;
};

// What a name in the folder of `parent` is, by its form alone. Instruments and products are not
// known here: below a band, a name that is no option is for the caller.
struct SkyFolder {
    SkyRequest request;
};
struct SkyLink {
    std::string target;  // relative to the folder: "83.63321", "../time_55000-55100/radius_60"
};
struct SkyRefusal {
    std::string reason;  // for people: what is wrong and what would be right
};
struct NotSky {};  // below a band: no option
using SkyStep = std::variant<SkyFolder, SkyLink, SkyRefusal, NotSky>;

SkyStep interpret_sky_name(const SkyRequest& parent, const std::string& name);

// The request of a folder whose path is canonical ("sky", "sky/83.63", ...); nothing for others.
std::optional<SkyRequest> sky_request_of(const std::string& canonical_path);

}  // namespace heafs
