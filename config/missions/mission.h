// A mission as its TOML file describes it: how it delivers, how its observations are named and
// nested, which files make an observation complete, and which rules it waives and why.
// config/missions/halosat.toml is the commented template.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/base/pattern.h"
#include "config/missions/instrument.h"
#include "config/missions/table_definition.h"

namespace heafs {

// When a delivery becomes public.
enum class PublishMode {
    kComplete,  // when the observation's expected set has arrived and is valid
    kCommit,    // when the deliverer makes the empty file COMMIT
    kFile,      // each valid file at once
};

std::string_view name_of(PublishMode mode);

// An observation folder as found in a path.
struct ObservationPlace {
    std::string obs_id;
    std::string folder;  // below obs/<mission>/, e.g. "2008_08/00030795038"
    std::string rest;    // the file's path inside it; empty for the folder itself
    bool operator==(const ObservationPlace&) const = default;
};

// The nesting of observation folders: "{month}/{obs_id}", "{obs_id:1:2}/{obs_id:0:1}/{obs_id}",
// "{obs_id:-1:1}/{obs_id}" (offset and length; a negative offset counts from the end). Where many
// observations of one file each share a folder, the template does not name obs_id, and the names of
// the files do.
class ObservationLayout {
   public:
    ObservationLayout() = default;
    // `parts` gives each name in the template its regular expression; `file_names` matches the
    // names of files, with a group obs_id, and is empty where the template gives it. Raises
    // Fault::kMalformed.
    ObservationLayout(const std::string& folder_template,
                      const std::map<std::string, std::string>& parts,
                      const std::string& file_names = "");

    // The place of a path below obs/<mission>/; nothing when it lies in no observation folder. Its
    // obs_id is empty for the folder itself, and for other names in it, where files give it.
    std::optional<ObservationPlace> locate(std::string_view path) const;
    // The place of any path whose tail from some folder on is an observation folder.
    std::optional<ObservationPlace> locate_in_tail(std::string_view path) const;
    const std::string& folder_template() const { return template_; }
    // The names of files that give obs_id; "": the folder gives it.
    std::string file_names() const { return file_names_ ? file_names_->expression() : ""; }

   private:
    struct Slice {
        std::string group;
        std::string part;
        long offset;
        size_t length;
    };
    std::string template_;
    size_t depth_ = 0;
    std::optional<Pattern> pattern_;
    std::optional<Pattern> file_names_;
    std::vector<Slice> slices_;
};

// A class of files inside an observation: which names, and of which level (1, 2 or 3).
struct FileClass {
    std::string name;
    int level = 0;
    Pattern files;
};

// What a file in an observation gets whose name is of no class (NAM-008).
enum class OtherNames { kRefuse, kWarn };

// How far DATE-OBS may be from TSTART where a mission does not say: clocks are corrected
// afterwards.
inline constexpr double kDateObsToleranceSeconds = 2;

enum class Change { kWaive, kRaise, kLower };

// One rule that this mission waives, raises or lowers for some of its files.
struct RuleChange {
    Change change = Change::kWaive;
    std::string rule;   // one id; groups cannot be named
    std::string files;  // shell glob relative to the observation folder
    std::optional<int> hdu;
    std::string reason;
    std::string until;  // YYYY-MM-DD, the last day it holds
};

// An Ed25519 key that may sign the manifests of a mission.
struct SigningKey {
    std::string key;    // the path of a PEM file, or the 32 bytes of the public key as Base64
    std::string until;  // YYYY-MM-DD, the last day it holds; "": for ever
    bool operator==(const SigningKey&) const = default;
};

struct Mission {
    std::string name;
    std::string title;
    std::string kind = "mission";  // mission, project, catalogs
    std::string phase = "operations";
    std::vector<std::string> telescop;
    std::vector<std::string> instrume;  // values of INSTRUME in science data; empty: any
    std::vector<std::string> filters;   // values of FILTER; empty: any
    std::string launch;                 // YYYY-MM-DD; "": not known, or none
    double date_obs_tolerance_s = kDateObsToleranceSeconds;  // DATE-OBS against TSTART
    bool proprietary = false;  // observations are held until a public date has passed
    PublishMode publish = PublishMode::kCommit;
    std::map<std::string, PublishMode> publish_of_class;
    std::optional<int64_t> quota_bytes;    // staged and not yet published; none: no limit
    std::string group;                     // whose members may deliver: a name or number; "": all
    std::vector<SigningKey> signing_keys;  // empty: manifests need no signature
    std::optional<int> within_days;        // from the end of an observation to its delivery
    std::map<std::string, std::string> ftp_paths;  // below FTP/ -> below the mount
    ObservationLayout observations;
    std::vector<std::string> observation_folders;  // sub-folders that may exist; empty: any
    std::vector<FileClass> file_classes;
    OtherNames other_names = OtherNames::kRefuse;  // counts where there are classes
    std::map<std::string, std::vector<std::string>> required_keywords;  // by file class
    std::vector<std::string> trend_types;  // known folders of trend/; empty: any
    std::vector<std::string> required;     // further areas a delivery must have, "doc"
    std::vector<std::string> expected;     // templates: "products/hs{obs_id}_s{14,38,54}.pi.gz"
    // Folders of caldb/ and the INSTRUME values of their files, as caldb.config has them; empty:
    // any.
    std::map<std::string, std::vector<std::string>> calibration_instruments;
    std::vector<std::string> calibration_names;  // CCNM values beyond those of CAL/GEN/92-011
    std::map<std::string, Pattern> documents;    // by file class: names below doc/ that describe it
    std::vector<RuleChange> rule_changes;
    std::vector<Instrument> instruments;
    std::optional<TableDefinition> table;  // of its observations, made from their headers
    std::string source_path;               // the file that was read
    std::string source_text;               // and its text

    // What it delivers, by the first folder: all areas, or those of catalogues alone.
    std::vector<std::string> areas() const;
    // Before launch nothing but rehearsals is published.
    bool rehearses_only() const { return phase == "prelaunch"; }
    // How files of an area ("obs", "trend", ...) are published.
    PublishMode publish_mode(const std::string& file_class) const;
    // The files, relative to the observation folder, that make `obs_id` complete.
    std::vector<std::string> expected_files(const std::string& obs_id) const;
    // The class of a file by its path inside the observation folder, or nothing.
    const FileClass* class_of(std::string_view path_in_observation) const;
    // The instrument whose event list a file is, by its path inside the observation folder.
    const Instrument* instrument_of(std::string_view path_in_observation) const;
    // Those that take files of the same names as `one`, itself among them, in the order of the
    // mission file: their headers tell them apart.
    std::vector<const Instrument*> instruments_like(const Instrument& one) const;
};

// Reads a mission from TOML text. Raises Fault::kMalformed with file, line and key.
Mission parse_mission(std::string_view text, const std::string& source);

// The path of `<name>.toml`: the first of ARCHIVE/missions, $HEAFS_SHARE/missions and the folders
// beside the program that has it. Raises Fault::kNotFound with the list of folders that were
// sought.
std::filesystem::path find_mission_file(const std::string& name,
                                        const std::vector<std::filesystem::path>& folders);

// The folders that are sought for mission files, in order, for an archive in `archive`.
std::vector<std::filesystem::path> mission_folders(const std::filesystem::path& archive);

// The names of all missions to be found in `folders`, sorted.
std::vector<std::string> list_missions(const std::vector<std::filesystem::path>& folders);

Mission load_mission(const std::string& name, const std::vector<std::filesystem::path>& folders);

}  // namespace heafs
