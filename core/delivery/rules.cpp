#include "core/delivery/rules.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace heafs {
namespace {

constexpr Severity kW = Severity::kWarning;
constexpr Severity kE = Severity::kError;
constexpr Severity kF = Severity::kFatal;

constexpr auto kRules = std::to_array<Rule>({
    {"DLV-001", kF, "a manifest parses",
     "Make it with: find . -type f ! -name manifest-sha256.txt -print0 | sort -z | xargs -0 "
     "sha256sum > manifest-sha256.txt"},
    {"DLV-003", kE, "every listed file is present", "Copy the missing files; nothing else"},
    {"DLV-004", kE, "size and hash match the manifest", "Send this file again"},
    {"DLV-005", kW, "no unlisted file", "Add the file to the manifest, or remove it"},
    {"DLV-006", kE, "no name differs from another only in case", "Rename one of the two"},
    {"DLV-007", kF, "the path is safe", "Send plain files in plain folders"},
    {"DLV-016", kE, "every byte arrived", "Send the file again"},
    {"DLV-017", kW, "the archive can publish",
     "Nothing to mend on your side; it is tried again until it succeeds"},
    {"NAM-001", kE, "at most 35 characters", "Shorten the name to 35 characters"},
    {"NAM-002", kE, "file names hold only letters, digits, _ and .",
     "Use letters, digits, _ and . in file names"},
    {"NAM-003", kE, "folder names hold only letters, digits and _",
     "Use letters, digits and _ in folder names"},
    {"NAM-004", kE, "no mixed case", "Write the name in lower case"},
    {"NAM-006", kE, "at most 2000 entries in a folder", "Split the folder, by observation"},
    {"NAM-009", kE, "the tree is as agreed", "Put the file where the mission's README.txt says"},
    {"NAM-011", kE, "the extension is true to the content",
     "Give the file the extension of what it is"},
    {"NAM-012", kW, "no leading dot, dash or underscore",
     "Remove the file, or give it a plain name"},
    {"NAM-013", kE, "the type is archived: FITS, or preview, document, TDAT",
     "Convert the data to FITS"},
    {"NAM-014", kE, "no empty file", "Send the file again; it arrived with 0 bytes"},
    {"NAM-015", kW, "no debris of editors and systems", "Remove the file"},
    {"FIT-001", kF, "starts with SIMPLE = T", "Send a FITS file, or name the file for what it is"},
    {"FIT-002", kE, "size is a multiple of 2880", "Pad the last block, or write the file anew"},
    {"FIT-003", kF, "END is found", "Write the file anew; its header has no end"},
    {"FIT-004", kE, "the data units are complete", "Send the whole file again"},
    {"FIT-005", kE, "nothing after the last HDU", "Cut the file after its last HDU"},
    {"FIT-006", kE, "blanks fill the header", "Fill the header with blanks after END"},
    {"FIT-007", kE, "the fill of data is zero (blanks in TABLE)", "Fill the last block rightly"},
    {"FIT-008", kE, "mandatory keywords in their order", "Write the mandatory cards in order"},
    {"FIT-009", kE, "mandatory values in fixed format",
     "Right-justify mandatory values in column 30"},
    {"FIT-010", kE, "headers are printable ASCII", "Write printable ASCII only"},
    {"FIT-011", kE, "keyword names are A-Z 0-9 - _", "Rename the keyword"},
    {"FIT-012", kE, "values have the syntax of FITS", "Write the value as FITS 4.0, 4.2 says"},
    {"FIT-013", kE, "no keyword twice", "Keep one of the cards"},
    {"FIT-014", kW, "CONTINUE continues something", "Remove the card or mend the string before"},
    {"FIT-015", kE, "sizes are possible", "Mend the NAXIS keywords"},
    {"FIT-016", kE, "BITPIX is legal", "Use 8, 16, 32, 64, -32 or -64"},
    {"FIT-017", kE, "PCOUNT and GCOUNT are legal", "Mend PCOUNT and GCOUNT"},
    {"FIT-024", kE, "XTENSION is registered", "Use IMAGE, TABLE or BINTABLE"},
    {"TAB-001", kF, "TFIELDS and TFORMn are legal", "Mend the column descriptions"},
    {"TAB-002", kF, "the columns fill NAXIS1", "Make NAXIS1 the sum of the columns' widths"},
    {"TAB-003", kE, "column keywords name columns", "Remove the keyword, or mend its index"},
    {"TAB-010", kE, "logical cells are T, F or 0", "Write T, F or a zero byte"},
    {"TAB-014", kF, "descriptors point into the heap", "Write the table anew"},
    {"SUM-001", kE, "DATASUM is right", "Send the file again, or compute DATASUM anew"},
    {"SUM-002", kW, "CHECKSUM is right", "Run ftchecksum update=yes after editing headers"},
    {"SEC-001", kF, "a proprietary observation is held",
     "Nothing is wrong: it is published when it has a public date that has passed"},
    {"SEC-010", kF, "compressed files expand within bounds",
     "Send the file uncompressed if it is genuine"},
    {"SEC-011", kE, "gzip files are one whole member", "Compress the file anew with gzip"},
    {"SEC-012", kF, "plain files and folders only", "Send the file that the link points to"},
    {"SEC-090", kF, "the validator survives the file",
     "Nothing to mend on your side; the operator is told"},
});

}  // namespace

std::span<const Rule> all_rules() { return kRules; }

const Rule* find_rule(std::string_view id) {
    const auto found =
        std::find_if(kRules.begin(), kRules.end(), [&](const Rule& rule) { return rule.id == id; });
    return found == kRules.end() ? nullptr : &*found;
}

std::string_view name_of(Severity severity) {
    switch (severity) {
        case Severity::kInfo:
            return "info";
        case Severity::kWarning:
            return "warning";
        case Severity::kError:
            return "error";
        case Severity::kFatal:
            return "fatal";
    }
    return "error";
}

Finding make_finding(std::string_view rule, std::string file, std::string text) {
    const Rule* found = find_rule(rule);
    assert(found != nullptr);
    Finding finding;
    finding.rule = std::string(rule);
    finding.severity = found->severity;
    finding.file = std::move(file);
    finding.text = std::move(text);
    finding.remedy = std::string(found->remedy);
    return finding;
}

}  // namespace heafs
