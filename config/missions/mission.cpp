#include "config/missions/mission.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "config/archive/archive_settings.h"
#include "config/base/error.h"
#include "config/base/toml.h"

namespace heafs {
namespace {

constexpr size_t kMaxWaivers = 15;

PublishMode publish_mode_of(const TomlTable& table, const std::string& key) {
    const std::string text = table.string(key);
    for (const PublishMode mode :
         {PublishMode::kComplete, PublishMode::kCommit, PublishMode::kFile})
        if (text == name_of(mode)) return mode;
    table.refuse(key, "'" + text + "' is none of complete, commit, file");
}

std::string one_of(const TomlTable& table, const std::string& key, const std::string& otherwise,
                   std::initializer_list<std::string_view> choices) {
    const std::string text = table.find_string(key).value_or(otherwise);
    if (std::find(choices.begin(), choices.end(), text) == choices.end())
        table.refuse(key, fmt::format("'{}' is none of {}", text, fmt::join(choices, ", ")));
    return text;
}

void read_identity(const TomlTable& root, Mission& mission) {
    const auto table = root.find_table("mission");
    if (!table) root.refuse("mission", "is missing");
    table->allow_only({"name", "title", "kind", "phase", "telescop", "instrume", "filters",
                       "launch", "date_obs_tolerance_s", "proprietary"});
    mission.name = table->string("name");
    if (!Pattern("[a-z][a-z0-9_]*").matches(mission.name))
        table->refuse("name", "must be lower-case letters, digits and _, beginning with a letter");
    mission.title = table->string("title");
    mission.kind = one_of(*table, "kind", "mission", {"mission", "project", "catalogs"});
    mission.phase = one_of(*table, "phase", "operations", {"prelaunch", "operations", "final"});
    mission.telescop = table->strings("telescop");
    mission.instrume = table->strings("instrume");
    mission.filters = table->strings("filters");
    mission.launch = table->find_string("launch").value_or("");
    if (!mission.launch.empty() && !Pattern("[0-9]{4}-[0-9]{2}-[0-9]{2}").matches(mission.launch))
        table->refuse("launch", "write the day as YYYY-MM-DD");
    mission.date_obs_tolerance_s =
        table->find_number("date_obs_tolerance_s").value_or(kDateObsToleranceSeconds);
    if (mission.date_obs_tolerance_s < 0)
        table->refuse("date_obs_tolerance_s", "is a number of seconds, 0 or more");
    mission.proprietary = table->find_boolean("proprietary").value_or(false);
}

// What `make` gives; a text that it refuses is told with file, line and `key`.
template <typename Make>
auto made_from(const TomlTable& table, const std::string& key, const Make& make) {
    try {
        return make();
    } catch (const Error& error) {
        table.refuse(key, error.what());
    }
}

// "ops.pem", "ops.pem until 2027-12-31". Paths begin at the folder of the mission file.
SigningKey signing_key_of(const TomlTable& table, const std::string& text,
                          const std::string& source) {
    static const std::string kUntil = " until ";
    SigningKey key;
    const size_t at = text.find(kUntil);
    key.key = text.substr(0, at);
    if (at != std::string::npos) {
        key.until = text.substr(at + kUntil.size());
        if (!Pattern("\\d{4}-\\d{2}-\\d{2}").matches(key.until))
            table.refuse("signing_keys", "write the last day as 'KEY until YYYY-MM-DD'");
    }
    const bool base64 = Pattern("[A-Za-z0-9+/]{43}=").matches(key.key);
    if (!base64) key.key = (std::filesystem::path(source).parent_path() / key.key).string();
    return key;
}

// What the archive and the mission have agreed on.
void read_agreement(const TomlTable& table, Mission& mission) {
    if (const auto quota = table.find_string("quota"))
        mission.quota_bytes = made_from(table, "quota", [&] { return parse_bytes(*quota); });
    mission.group = table.find_string("group").value_or("");
    for (const std::string& text : table.strings("signing_keys"))
        mission.signing_keys.push_back(signing_key_of(table, text, mission.source_path));
    const auto schedule = table.find_table("schedule");
    if (!schedule) return;
    schedule->allow_only({"within_days"});
    const int64_t days = schedule->find_integer("within_days").value_or(0);
    if (days < 1 || days > 36525) schedule->refuse("within_days", "must be between 1 and 36525");
    mission.within_days = static_cast<int>(days);
}

void read_delivery(const TomlTable& root, Mission& mission) {
    const auto table = root.find_table("delivery");
    if (!table) root.refuse("delivery", "is missing");
    table->allow_only(
        {"publish", "class", "required", "quota", "group", "signing_keys", "schedule"});
    mission.required = table->strings("required");
    mission.publish = publish_mode_of(*table, "publish");
    read_agreement(*table, mission);
    const auto classes = table->find_table("class");
    if (!classes) return;
    classes->allow_only({"caldb", "doc", "obs", "software", "tables", "trend"});
    for (const std::string& name : mission.areas())
        if (classes->has(name)) mission.publish_of_class[name] = publish_mode_of(*classes, name);
}

void read_file_class(const TomlTable& table, Mission& mission) {
    table.allow_only({"class", "level", "files"});
    const int64_t level = table.find_integer("level").value_or(0);
    if (level < 1 || level > 3) table.refuse("level", "must be 1, 2 or 3");
    const std::string files = table.string("files");
    mission.file_classes.push_back({table.string("class"), static_cast<int>(level),
                                    made_from(table, "files", [&] { return Pattern(files); })});
}

void read_observations(const TomlTable& root, Mission& mission) {
    const auto table = root.find_table("obs");
    if (!table && mission.kind == "catalogs") return;
    if (!table) root.refuse("obs", "is missing");
    table->allow_only(
        {"folder", "parts", "folders", "expected", "file", "file_names", "other_names"});
    const auto parts = table->string_map("parts");
    if (parts.count("obs_id") == 0) table->refuse("parts", "must give obs_id");
    const std::string folder = table->string("folder");
    const std::string file_names = table->find_string("file_names").value_or("");
    if (folder.find("{obs_id") == std::string::npos && file_names.empty())
        table->refuse("folder", "must name {obs_id}, or file_names give it");
    mission.observations = made_from(*table, file_names.empty() ? "folder" : "file_names",
                                     [&] { return ObservationLayout(folder, parts, file_names); });
    mission.observation_folders = table->strings("folders");
    mission.expected = table->strings("expected");
    if (one_of(*table, "other_names", "refuse", {"refuse", "warn"}) == "warn")
        mission.other_names = OtherNames::kWarn;
    for (const TomlTable& file : table->tables("file")) read_file_class(file, mission);
}

void read_trend(const TomlTable& root, Mission& mission) {
    const auto table = root.find_table("trend");
    if (!table) return;
    table->allow_only({"types"});
    mission.trend_types = table->strings("types");
}

void read_calibration(const TomlTable& root, Mission& mission) {
    const auto table = root.find_table("caldb");
    if (!table) return;
    table->allow_only({"instruments", "names"});
    mission.calibration_names = table->strings("names");
    const auto instruments = table->find_table("instruments");
    if (!instruments) return;
    for (const std::string& folder : instruments->keys())
        mission.calibration_instruments[folder] = instruments->strings(folder);
}

void read_documents(const TomlTable& root, Mission& mission) {
    const auto table = root.find_table("doc");
    if (!table) return;
    table->allow_only({"describes"});
    const auto describes = table->find_table("describes");
    if (!describes) return;
    for (const std::string& key : describes->keys()) {
        const bool known =
            key == "caldb" || key == "trend" ||
            std::any_of(mission.file_classes.begin(), mission.file_classes.end(),
                        [&](const FileClass& file_class) { return file_class.name == key; });
        if (!known) describes->refuse(key, "is no class of an [[obs.file]], nor caldb or trend");
        const std::string names = describes->string(key);
        mission.documents.emplace(key, made_from(*describes, key, [&] { return Pattern(names); }));
    }
}

void read_table(const TomlTable& root, Mission& mission) {
    std::set<std::string> classes;
    for (const FileClass& file_class : mission.file_classes) classes.insert(file_class.name);
    mission.table = read_table_definition(root, classes);
}

void read_rule_changes(const TomlTable& root, const std::string& key, Change change,
                       Mission& mission) {
    for (const TomlTable& table : root.tables(key)) {
        table.allow_only({"rule", "files", "hdu", "reason", "until"});
        RuleChange entry;
        entry.change = change;
        entry.rule = table.string("rule");
        if (!Pattern("[A-Z]{3}-[0-9]{3}").matches(entry.rule))
            table.refuse("rule", "must be one rule such as NAM-001; groups cannot be named");
        entry.files = table.string("files");
        if (const auto hdu = table.find_integer("hdu")) entry.hdu = static_cast<int>(*hdu);
        entry.reason = table.string("reason");
        entry.until = table.string("until");
        if (!Pattern("\\d{4}-\\d{2}-\\d{2}").matches(entry.until))
            table.refuse("until", "must be a date YYYY-MM-DD");
        mission.rule_changes.push_back(std::move(entry));
    }
}

std::string read_text(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw Error(Fault::kNotFound, "cannot read mission file " + path.string());
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

// "a{1,2}b" -> "a1b", "a2b"; {obs_id} is replaced first, so that only lists are left.
void expand(const std::string& text, std::vector<std::string>& into) {
    const size_t open = text.find('{');
    const size_t close = open == std::string::npos ? open : text.find('}', open);
    if (close == std::string::npos) {
        into.push_back(text);
        return;
    }
    const std::string choices = text.substr(open + 1, close - open - 1);
    for (size_t from = 0;;) {
        const size_t comma = choices.find(',', from);
        const std::string choice =
            choices.substr(from, comma == std::string::npos ? comma : comma - from);
        expand(text.substr(0, open) + choice + text.substr(close + 1), into);
        if (comma == std::string::npos) return;
        from = comma + 1;
    }
}

// Keywords that each file of a class must have.
void read_profile(const TomlTable& root, Mission& mission) {
    const auto table = root.find_table("profile");
    if (!table) return;
    for (const std::string& key : table->keys()) {
        const bool known =
            std::any_of(mission.file_classes.begin(), mission.file_classes.end(),
                        [&](const FileClass& file_class) { return file_class.name == key; });
        if (!known) table->refuse(key, "is no class of an [[obs.file]]");
        mission.required_keywords[key] = table->strings(key);
    }
}

}  // namespace

std::string_view name_of(PublishMode mode) {
    switch (mode) {
        case PublishMode::kComplete:
            return "complete";
        case PublishMode::kCommit:
            return "commit";
        case PublishMode::kFile:
            return "file";
    }
    return "commit";
}

PublishMode Mission::publish_mode(const std::string& file_class) const {
    const auto found = publish_of_class.find(file_class);
    const PublishMode mode = found == publish_of_class.end() ? publish : found->second;
    const bool has_expected_set = file_class == "obs" && !expected.empty();
    if (mode == PublishMode::kComplete && !has_expected_set) return PublishMode::kCommit;
    return mode;
}

std::vector<std::string> Mission::areas() const {
    if (kind == "catalogs") return {"doc", "tables"};
    return {"caldb", "doc", "obs", "software", "tables", "trend"};
}

std::vector<std::string> Mission::expected_files(const std::string& obs_id) const {
    std::vector<std::string> files;
    for (std::string text : expected) {
        static const std::string kPart = "{obs_id}";
        for (size_t at = text.find(kPart); at != std::string::npos; at = text.find(kPart, at))
            text.replace(at, kPart.size(), obs_id);
        expand(text, files);
    }
    return files;
}

const FileClass* Mission::class_of(std::string_view path_in_observation) const {
    for (const FileClass& file_class : file_classes)
        if (file_class.files.matches(path_in_observation)) return &file_class;
    return nullptr;
}

const Instrument* Mission::instrument_of(std::string_view path_in_observation) const {
    for (const Instrument& instrument : instruments)
        if (instrument.files.matches(path_in_observation)) return &instrument;
    return nullptr;
}

std::vector<const Instrument*> Mission::instruments_like(const Instrument& one) const {
    std::vector<const Instrument*> like;
    for (const Instrument& instrument : instruments)
        if (instrument.files.expression() == one.files.expression()) like.push_back(&instrument);
    return like;
}

Mission parse_mission(std::string_view text, const std::string& source) {
    const TomlTable root = TomlTable::parse(text, source);
    root.allow_only({"mission", "delivery", "ftp", "obs", "trend", "caldb", "doc", "profile",
                     "instrument", "table", "waive", "raise", "lower"});
    Mission mission;
    mission.source_path = source;
    mission.source_text = std::string(text);
    read_identity(root, mission);
    read_delivery(root, mission);
    if (const auto ftp = root.find_table("ftp")) {
        ftp->allow_only({"paths"});
        mission.ftp_paths = ftp->string_map("paths");
    }
    read_observations(root, mission);
    read_trend(root, mission);
    read_calibration(root, mission);
    read_documents(root, mission);
    read_profile(root, mission);
    mission.instruments = read_instruments(root);
    read_table(root, mission);
    read_rule_changes(root, "waive", Change::kWaive, mission);
    if (mission.rule_changes.size() > kMaxWaivers)
        root.refuse("waive", fmt::format("{} waivers; at most {} are allowed",
                                         mission.rule_changes.size(), kMaxWaivers));
    read_rule_changes(root, "raise", Change::kRaise, mission);
    read_rule_changes(root, "lower", Change::kLower, mission);
    return mission;
}

std::vector<std::filesystem::path> mission_folders(const std::filesystem::path& archive) {
    std::vector<std::filesystem::path> folders;
    if (!archive.empty()) folders.push_back(archive / "missions");
    if (const char* share = std::getenv("HEAFS_SHARE"))
        folders.push_back(std::filesystem::path(share) / "missions");
    std::error_code none;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", none);
    if (!none) {
        folders.push_back(program.parent_path() / "../share/heafs/missions");
        folders.push_back(program.parent_path() / "share/missions");
    }
    return folders;
}

std::filesystem::path find_mission_file(const std::string& name,
                                        const std::vector<std::filesystem::path>& folders) {
    std::vector<std::string> sought;
    for (const auto& folder : folders) {
        const auto path = folder / (name + ".toml");
        std::error_code none;
        if (std::filesystem::is_regular_file(path, none)) return path;
        sought.push_back(folder.string());
    }
    throw Error(
        Fault::kNotFound,
        fmt::format("no mission '{}': {}.toml is in none of {}. Known missions: {}", name, name,
                    fmt::join(sought, ", "), fmt::join(list_missions(folders), ", ")));
}

std::vector<std::string> list_missions(const std::vector<std::filesystem::path>& folders) {
    std::set<std::string> names;
    for (const auto& folder : folders) {
        std::error_code none;
        for (const auto& entry : std::filesystem::directory_iterator(folder, none))
            if (entry.path().extension() == ".toml") names.insert(entry.path().stem().string());
    }
    return {names.begin(), names.end()};
}

Mission load_mission(const std::string& name, const std::vector<std::filesystem::path>& folders) {
    const auto path = find_mission_file(name, folders);
    Mission mission = parse_mission(read_text(path), path.string());
    if (mission.name != name)
        throw Error(Fault::kMalformed, fmt::format("{}: mission.name is '{}', but the file is "
                                                   "called {}.toml",
                                                   path.string(), mission.name, name));
    return mission;
}

}  // namespace heafs
