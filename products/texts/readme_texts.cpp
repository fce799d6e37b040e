#include "products/texts/readme_texts.h"

#include <fmt/format.h>

#include "core/delivery/name_rules.h"

namespace heafs {
namespace {

std::string mode_sentence(const Mission& mission) {
    switch (mission.publish_mode("obs")) {
        case PublishMode::kComplete:
            return "An observation becomes public by itself when all its expected files have "
                   "arrived\nand every one of them is valid.";
        case PublishMode::kCommit:
            return "A delivery becomes public when you make the empty file COMMIT in it (touch "
                   "COMMIT),\nand everything in it is valid. All or nothing.";
        case PublishMode::kFile:
            return "Each valid file becomes public at once.";
    }
    return {};
}

std::string expected_list(const Mission& mission) {
    if (mission.expected.empty()) return {};
    std::string text = "A complete observation has these files:\n";
    for (const std::string& file : mission.expected_files("OBS_ID")) text += "    " + file + "\n";
    return text + "\n";
}

}  // namespace

std::string root_readme(const Archive& archive) {
    std::string missions;
    for (const auto& [name, mission] : archive.missions())
        missions += fmt::format("    {:<12} {}\n", name, mission.title);
    return fmt::format(
        "This is '{}', an archive of high-energy astrophysics, mounted by heafs.\n"
        "\n"
        "obs/<mission>/       observations, the files as they were delivered\n"
        "trend/<mission>/     housekeeping and trend files\n"
        "caldb/               calibration files, laid out as CALDB is\n"
        "doc/<mission>/       documents, and software/<mission>/\n"
        "sky/                 images, spectra, events of any position, made when they are read\n"
        "tables/              catalogue tables made from the observations' headers\n"
        "FTP/                 the same under their public paths: FTP/swift/data/obs/...\n"
        "delivery/<mission>/  the only place to write: copy in, read report.txt\n"
        "\n"
        "Missions here:\n"
        "{}"
        "\n"
        "Five commands to try, from this folder:\n"
        "    find obs -name '*.evt.gz' | head\n"
        "    ls sky/name\n"
        "    ls sky/name/<object>/*\n"
        "    cp sky/name/<object>/0.3-10/<instrument>/spectrum.pha /tmp/\n"
        "    cat sky/README.txt tables/README.txt delivery/<mission>/README.txt\n",
        archive.settings().name, missions);
}

// What belongs where, by the areas that the mission has.
std::string layout_list(const Mission& mission) {
    std::string text;
    for (const std::string& area : mission.areas()) {
        if (area == "obs")
            text += fmt::format("    obs/{}/...\n", mission.observations.folder_template());
        if (area == "trend") text += "    trend/<type>/...\n";
        if (area == "caldb")
            text += fmt::format(
                "    caldb/data/{}/<instrument>/{{bcf,cpf,pcf,index}}/..., or "
                "shorter caldb/<instrument>/...\n",
                mission.name);
        if (area == "tables")
            text +=
                "    tables/<table>.tdat, .fits, .vot, .csv or .hdr (each also .gz); or in "
                "tables/{append,replace,upsert,header}/\n";
        if (area == "doc") text += "    doc/...\n";
        if (area == "software") text += "    software/...\n";
    }
    return text;
}

std::string delivery_readme(const Mission& mission) {
    return fmt::format(
        "Deliveries of {}: {}\n"
        "\n"
        "1. Make a folder here with any name of letters, digits and . _ - + and copy files into "
        "it,\n"
        "   laid out as the archive is:\n"
        "{}"
        "2. Read <delivery>/report.txt (for people), report.json (for programs) or verdict.txt "
        "(one word).\n"
        "   `heafs wait <delivery>` waits for the verdict.\n"
        "3. A file that cannot be archived fails while it is copied; send that file again, mended."
        "\n"
        "\n"
        "{}\n"
        "With a manifest-sha256.txt (sha256sum format) in the delivery, it becomes public when all "
        "listed\n"
        "files are there with the right hash. Files copied to now/ become public one by one, at "
        "once.\n"
        "\n"
        "{}"
        "Names have at most {} characters, letters, digits, _ and . in files, no . in folders, no "
        "mixed\n"
        "case, and at most {} entries are in a folder.{}\n"
        "\n"
        "Example:\n"
        "    mkdir first && cp -r ~/outgoing/{} first/ && heafs wait first && cat "
        "first/report.txt\n",
        mission.name, mission.title, layout_list(mission), mode_sentence(mission),
        expected_list(mission), kMaxNameLength, kMaxFolderEntries,
        mission.rule_changes.empty() ? "" : " This mission has waivers; reports show them.",
        mission.kind == "catalogs" ? "tables" : "obs");
}

}  // namespace heafs
