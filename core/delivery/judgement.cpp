#include "core/delivery/judgement.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/delivery/name_agreement.h"
#include "core/delivery/name_rules.h"
#include "core/delivery/rules.h"

namespace heafs {
namespace {

constexpr int64_t kSecond = 1'000'000'000;

struct FileType {
    std::string_view extension;
    ContentKind kind;
    std::string_view called;
};

// What is archived beside FITS: previews, documents and tables.
constexpr FileType kOtherTypes[] = {
    {"gif", ContentKind::kGif, "GIF"},
    {"jpg", ContentKind::kJpeg, "JPEG"},
    {"jpeg", ContentKind::kJpeg, "JPEG"},
    {"png", ContentKind::kPng, "PNG"},
    {"ps", ContentKind::kPostScript, "PostScript"},
    {"pdf", ContentKind::kPdf, "PDF"},
    {"docx", ContentKind::kZip, "Word"},
    {"html", ContentKind::kHtml, "HTML"},
    {"htm", ContentKind::kHtml, "HTML"},
    {"tdat", ContentKind::kText, "TDAT"},
    {"hdr", ContentKind::kText, "TDAT"},
    {"vot", ContentKind::kText, "VOTable"},
    {"csv", ContentKind::kText, "CSV"},
};

// Names that promise FITS; others may be FITS too, their content says so.
constexpr std::string_view kFitsExtensions[] = {"fits", "fit", "fts", "evt", "img", "hk",  "lc",
                                                "pha",  "pi",  "rmf", "arf", "att", "cat", "mkf",
                                                "gti",  "dph", "fz",  "rsp", "orb", "ftz"};

// What ground stations write.
constexpr std::string_view kTelemetryExtensions[] = {"tlm", "raw", "ccsds", "pkt"};

// The extension that tells the type: "x.evt.gz" -> "evt".
std::string type_extension(std::string_view path) {
    std::string name = base_name(path);
    if (name.size() > 3 && name.substr(name.size() - 3) == ".gz") name.resize(name.size() - 3);
    const size_t dot = name.rfind('.');
    return dot == std::string::npos ? std::string() : name.substr(dot + 1);
}

bool ends_in_gz(std::string_view path) {
    return path.size() > 3 && path.substr(path.size() - 3) == ".gz";
}

Finding not_fits(std::string_view path, const Content& content) {
    Finding finding =
        make_finding("FIT-001", std::string(path),
                     fmt::format("Not a FITS file: its first bytes are {}{}", content.first_bytes,
                                 content.gzip ? " (inflated)" : ""));
    finding.hdu = 1;
    finding.offset = 0;
    finding.found = content.first_bytes;
    finding.expected = "SIMPLE  =                    T";
    return finding;
}

// An error here, a warning where FITS wraps the same (core/fits/telemetry_check.h).
Finding raw_telemetry(std::string_view path, const std::string& extension) {
    Finding finding = make_finding("NAM-016", std::string(path),
                                   fmt::format("'.{}' is raw telemetry", extension));
    finding.severity = Severity::kError;
    finding.found = "." + extension;
    finding.expected = "FITS, with columns that have names and units";
    return finding;
}

// Documents may be plain text, software whatever it is; a table in TDAT says by itself when it is
// none, and so does an encrypted file.
bool needs_no_type(const std::string& area, const std::string& extension, ContentKind kind) {
    if (area == "software" || extension == "gpg") return true;
    if (area == "doc" && (kind == ContentKind::kText || kind == ContentKind::kScript)) return true;
    const bool table =
        extension == "tdat" || extension == "hdr" || extension == "vot" || extension == "csv";
    return table && kind == ContentKind::kOther;
}

void judge_type(const std::string& area, std::string_view path, const Content& content,
                std::vector<Finding>& findings) {
    const std::string extension = type_extension(path);
    if (std::find(std::begin(kTelemetryExtensions), std::end(kTelemetryExtensions), extension) !=
        std::end(kTelemetryExtensions)) {
        findings.push_back(raw_telemetry(path, extension));
        return;
    }
    const bool program =
        content.kind == ContentKind::kProgram || content.kind == ContentKind::kScript;
    if (program && area != "software")
        findings.push_back(make_finding(
            "SEC-013", std::string(path),
            fmt::format("'{}' is {}; programs belong under software/", base_name(path),
                        content.kind == ContentKind::kScript ? "a script (#!)" : "an executable")));
    if (needs_no_type(area, extension, content.kind)) return;
    for (const FileType& type : kOtherTypes) {
        if (extension != type.extension) continue;
        if (content.kind != type.kind)
            findings.push_back(make_finding(
                "NAM-011", std::string(path),
                fmt::format(".{} promises {}, the content is something else (first bytes {})",
                            extension, type.called, content.first_bytes)));
        return;
    }
    if (content.kind == ContentKind::kFits) return;
    const bool promises_fits = std::find(std::begin(kFitsExtensions), std::end(kFitsExtensions),
                                         extension) != std::end(kFitsExtensions);
    if (!promises_fits)
        findings.push_back(
            make_finding("NAM-013", std::string(path),
                         fmt::format("'{}' is not a type that is archived",
                                     extension.empty() ? base_name(path) : "." + extension)));
    findings.push_back(not_fits(path, content));
}

void judge_compression(std::string_view path, const Content& content,
                       std::vector<Finding>& findings) {
    if (ends_in_gz(path) == content.gzip) return;
    findings.push_back(make_finding("NAM-011", std::string(path),
                                    content.gzip
                                        ? "the content is gzip, the name does not end in "
                                          ".gz"
                                        : "the name ends in .gz, the content is not gzip"));
}

bool stream_is_damaged(const Content& content) {
    return std::any_of(content.findings.begin(), content.findings.end(), [](const Finding& f) {
        return f.rule == "SEC-010" || f.rule == "SEC-011" || f.rule == "SEC-090";
    });
}

void judge_content(const std::string& area, std::string_view path, const Content& content,
                   std::vector<Finding>& findings) {
    if (content.size == 0) {
        findings.push_back(make_finding("NAM-014", std::string(path), "the file is empty"));
        return;
    }
    if (!stream_is_damaged(content)) {
        if (area != "software") judge_compression(path, content, findings);
        judge_type(area, path, content, findings);
    }
    for (Finding finding : content.findings) {
        finding.file = std::string(path);
        if (finding.remedy.empty())
            if (const Rule* rule = find_rule(finding.rule))
                finding.remedy = std::string(rule->remedy);
        findings.push_back(std::move(finding));
    }
}

// ".x.evt.gz.Ab3dEf" -> "x.evt.gz".
std::string name_when_whole(std::string_view path) {
    const std::string name = base_name(path);
    const size_t dot = name.rfind('.');
    if (!is_temporary_name(name) || dot == 0 || name.size() - dot != 7) return std::string(path);
    return std::string(path.substr(0, path.size() - name.size())) + name.substr(1, dot - 1);
}

}  // namespace

ContentPlace content_place_of(const Mission& mission, std::string_view delivery_path) {
    const DeliveryPlace place = place_of(mission, name_when_whole(delivery_path));
    return {mission.name, mission.source_text, place.area, place.rest, now_nanoseconds() / kSecond};
}

ContentPlace loose_content_place(const Mission* mission, std::string_view name) {
    return {mission ? mission->name : "", mission ? mission->source_text : "", "",
            std::string(name), now_nanoseconds() / kSecond};
}

std::vector<Finding> judge_file(const Mission& mission, std::string_view delivery_path,
                                const Content& content) {
    std::vector<Finding> findings = check_path(mission, delivery_path);
    for (Finding& finding : check_agreement(mission, delivery_path, content))
        findings.push_back(std::move(finding));
    judge_content(place_of(mission, delivery_path).area, delivery_path, content, findings);
    apply_profile(mission, delivery_path, today_utc(), findings);
    return findings;
}

std::vector<Finding> judge_loose_file(const Mission* mission, std::string_view name,
                                      const Content& content) {
    std::vector<Finding> findings;
    if (mission != nullptr) findings = check_new_name(*mission, name, false);
    judge_content("", name, content, findings);
    return findings;
}

bool is_valid(const std::vector<Finding>& findings) {
    return std::none_of(findings.begin(), findings.end(), rejects);
}

bool needs_operator(const std::vector<Finding>& findings) {
    return std::any_of(findings.begin(), findings.end(),
                       [](const Finding& finding) { return finding.rule == "SEC-090"; });
}

}  // namespace heafs
