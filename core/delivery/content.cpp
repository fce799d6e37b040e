#include "core/delivery/content.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <optional>
#include <span>

#include "config/base/error.h"
#include "core/base/file_bytes.h"
#include "core/base/files.h"
#include "core/base/gzip.h"
#include "core/content/calibration_rules.h"
#include "core/content/content_rules.h"
#include "core/delivery/other_content.h"
#include "core/delivery/rules.h"
#include "core/events/list_sketch.h"
#include "core/fits/fits_view.h"
#include "core/fits/tile_check.h"
#include "core/fits/verifier.h"
#include "core/tables/table_input.h"

namespace heafs {
namespace {

constexpr size_t kReadBytes = 1 << 20;
constexpr size_t kProbeBytes = 512;
constexpr size_t kShownBytes = 12;
constexpr int64_t kMostBytesForRows = int64_t{128} << 20;
constexpr int64_t kMostInflatedForTiles = int64_t{256} << 20;

// The keywords that the archive's own records need.
constexpr const char* kOwnKeywords[] = {
    "TELESCOP", "INSTRUME", "OBS_ID", "OBJECT",  "DATE-OBS", "DATE-END", "DATE_OBS", "DATE_END",
    "TIME-OBS", "TIME-END", "RA_OBJ", "DEC_OBJ", "RA_PNT",   "DEC_PNT",  "HDUCLAS1", "DATAMODE"};

std::vector<std::string> wanted_keywords(const std::vector<std::string>& further) {
    std::vector<std::string> wanted(std::begin(kOwnKeywords), std::end(kOwnKeywords));
    for (const std::string& keyword : further)
        if (wanted.size() < std::size(kOwnKeywords) + kMaxFurtherKeywords &&
            std::find(wanted.begin(), wanted.end(), keyword) == wanted.end())
            wanted.push_back(keyword);
    return wanted;
}

struct Magic {
    std::string_view bytes;
    ContentKind kind;
};

constexpr Magic kMagics[] = {
    {"SIMPLE", ContentKind::kFits},
    {"\x89PNG\r\n", ContentKind::kPng},
    {"GIF8", ContentKind::kGif},
    {"\xff\xd8\xff", ContentKind::kJpeg},
    {"%!PS", ContentKind::kPostScript},
    {"%PDF-", ContentKind::kPdf},
    {"PK\x03\x04", ContentKind::kZip},
    {"<!DOCTYPE html", ContentKind::kHtml},
    {"<!doctype html", ContentKind::kHtml},
    {"<html", ContentKind::kHtml},
    {"<HTML", ContentKind::kHtml},
    {"\x7f"
     "ELF",
     ContentKind::kProgram},
    {"#!", ContentKind::kScript},
};

ContentKind kind_of(std::string_view probe) {
    if (probe.empty()) return ContentKind::kEmpty;
    for (const Magic& magic : kMagics)
        if (probe.substr(0, magic.bytes.size()) == magic.bytes) return magic.kind;
    const bool text = std::all_of(probe.begin(), probe.end(), [](char c) {
        return static_cast<unsigned char>(c) >= 32 || c == '\n' || c == '\r' || c == '\t';
    });
    if (!text && probe.substr(0, 2) == "MZ") return ContentKind::kProgram;
    return text ? ContentKind::kText : ContentKind::kOther;
}

// Tables that may be walked cell by cell: their structure holds.
bool is_sound(const Content& content) {
    return std::none_of(content.findings.begin(), content.findings.end(), [](const Finding& found) {
        const std::string group = found.rule.substr(0, 3);
        return (group == "FIT" || group == "TAB") && rejects(found);
    });
}

// Libraries may see the file: nothing but its sums is wrong.
bool is_sound_for_libraries(const std::vector<Finding>& findings) {
    return std::none_of(findings.begin(), findings.end(), [](const Finding& found) {
        return rejects(found) && found.rule.substr(0, 3) != "SUM";
    });
}

// Takes the inflated bytes in order: a probe first, then the verifier if they are FITS.
class Examination {
   public:
    Examination(std::vector<std::string> wanted, const ContentContext* context)
        : wanted_(std::move(wanted)), context_(context) {
        if (context == nullptr || context->mission == nullptr || context->area != "obs") return;
        if (const Instrument* const found = context->mission->instrument_of(context->path))
            sketcher_.emplace(*found);
    }

    void feed(std::span<const std::byte> bytes) {
        inflated_ += static_cast<int64_t>(bytes.size());
        if (sketcher_) sketcher_->feed(bytes);
        if (probing_) {
            const size_t missing = std::min(kProbeBytes - probe_.size(), bytes.size());
            probe_.append(reinterpret_cast<const char*>(bytes.data()), missing);
            bytes = bytes.subspan(missing);
            if (probe_.size() == kProbeBytes) end_probe();
        }
        if (verifier_ && !bytes.empty()) verifier_->feed(bytes);
        if (other_ && !bytes.empty()) other_->feed(bytes);
    }

    void finish(Content& content) {
        if (probing_) end_probe();
        content.inflated_size = inflated_;
        content.kind = kind_of(probe_);
        for (const char c : std::string_view(probe_).substr(0, kShownBytes))
            content.first_bytes += fmt::format("{:02x}", static_cast<unsigned char>(c));
        if (other_) content.findings = other_->finish();
        if (!verifier_) return;
        FitsReport report = verifier_->finish();
        for (const auto& keyword : report.keywords)
            content.header.push_back({keyword.hdu, keyword.name, keyword.value});
        content.findings = std::move(report.findings);
        tiles_wanted_ = std::any_of(report.facts.begin(), report.facts.end(), is_compressed) &&
                        is_sound_for_libraries(content.findings);
        if (context_ == nullptr) return;
        for (Finding& finding : judge_content_of(report.facts, *context_))
            content.findings.push_back(std::move(finding));
        facts_ = std::move(report.facts);
        const FileFacts file(facts_, *context_);
        content.calibration = calibration_entries(file);
        rows_wanted_ = is_sound(content) && has_rows_to_check(file);
        const auto list = sketcher_ ? sketcher_->finish() : std::nullopt;
        if (list && is_sound(content)) content.event_sketch = list_sketch_text(*list);
    }

    // What only the rows of a small table tell, of the whole inflated file. Called after finish().
    bool wants_rows() const { return rows_wanted_; }
    bool wants_tiles() const { return tiles_wanted_; }
    void judge_rows(std::span<const std::byte> bytes, Content& content) const {
        const FileFacts file(facts_, *context_);
        const FitsView view(bytes, "the file that is validated");
        check_responses(file, view, content.findings);
        content.indexed_files = check_calibration_index(file, view, content.findings);
    }

   private:
    void end_probe() {
        probing_ = false;
        const ContentKind kind = kind_of(probe_);
        if (kind != ContentKind::kFits && context_ != nullptr)
            other_ = other_content(kind, *context_);
        if (other_) other_->feed(std::as_bytes(std::span(probe_)));
        if (kind != ContentKind::kFits) return;
        verifier_.emplace(wanted_);
        verifier_->feed(std::as_bytes(std::span(probe_)));
    }

    const std::vector<std::string> wanted_;
    const ContentContext* const context_;
    bool probing_ = true;
    std::string probe_;
    std::optional<FitsVerifier> verifier_;
    std::unique_ptr<OtherContent> other_;
    std::vector<HduFacts> facts_;
    bool rows_wanted_ = false;
    bool tiles_wanted_ = false;
    std::optional<ListSketcher> sketcher_;  // of an instrument's event list (EVT-001)
    int64_t inflated_ = 0;
};

size_t read_chunk(int fd, std::span<std::byte> into, int64_t at) {
    for (;;) {
        const ssize_t got = ::pread(fd, into.data(), into.size(), at);
        if (got >= 0) return static_cast<size_t>(got);
        if (errno != EINTR) throw system_error(errno, "read the file that is validated");
    }
}

bool is_gzip(std::span<const std::byte> bytes) {
    return bytes.size() >= 2 && bytes[0] == std::byte{0x1f} && bytes[1] == std::byte{0x8b};
}

// Responses and indexes are small: they are read once more, whole.
void judge_rows(int fd, int64_t size, const Examination& examination, Content& content) {
    if (content.inflated_size > kMostBytesForRows) {
        content.findings.push_back(
            make_finding("CAL-017", "",
                         fmt::format("{} bytes: the rows of a response are compared up to {} bytes",
                                     content.inflated_size, kMostBytesForRows)));
        content.findings.back().severity = Severity::kInfo;
        return;
    }
    const FileBytes bytes(fd, size, kMostBytesForRows);
    examination.judge_rows(bytes.get(), content);
}

// The ending of a table that only its whole text tells, "csv" or "vot.gz"; else "".
std::string table_extension(const ContentContext* context) {
    if (context == nullptr || context->area != "tables") return {};
    const std::string name = base_name(context->path);
    const std::string extension = name.substr(std::min(name.find('.'), name.size() - 1) + 1);
    const bool known = extension.starts_with("csv") || extension.starts_with("vot");
    return known && is_table_extension(extension) ? extension : std::string();
}

// Such a table is read once more, whole. What is too big for that is judged when it is loaded.
void judge_table(int fd, int64_t size, const std::string& extension, Content& content) {
    if (content.gzip && content.inflated_size > kMostBytesForRows) return;
    const FileBytes bytes(fd, size, std::numeric_limits<int64_t>::max());
    for (Finding& finding : check_table_input(bytes.get(), extension))
        content.findings.push_back(std::move(finding));
}

// Only files that hold compressed data are read once more.
void judge_tiles(int fd, int64_t size, Content& content) {
    if (content.gzip && content.inflated_size > kMostInflatedForTiles) {
        content.findings.push_back(make_finding(
            "TAB-020", "",
            fmt::format("The tiles were not decoded: the file inflates to {} bytes, at most {} are "
                        "looked into",
                        content.inflated_size, kMostInflatedForTiles)));
        content.findings.back().severity = Severity::kInfo;
        return;
    }
    const FileBytes bytes(fd, size, kMostInflatedForTiles);
    for (Finding& finding : check_tiles(bytes.get()))
        content.findings.push_back(std::move(finding));
}

}  // namespace

Content examine_content(int fd, int64_t size, const std::vector<std::string>& keywords,
                        const ContentContext* context) {
    Content content;
    content.size = size;
    Examination examination(wanted_keywords(keywords), context);
    std::optional<Gunzip> gunzip;
    std::vector<std::byte> buffer(
        std::min(kReadBytes, static_cast<size_t>(std::max<int64_t>(size, 1))));
    for (int64_t at = 0; at < size;) {
        const auto room = std::span(buffer).first(
            static_cast<size_t>(std::min<int64_t>(size - at, static_cast<int64_t>(buffer.size()))));
        const auto chunk = std::span<const std::byte>(room).first(read_chunk(fd, room, at));
        if (chunk.empty()) break;
        if (at == 0 && is_gzip(chunk))
            gunzip.emplace([&](std::span<const std::byte> bytes) { examination.feed(bytes); });
        at += static_cast<int64_t>(chunk.size());
        if (gunzip)
            gunzip->feed(chunk);
        else
            examination.feed(chunk);
    }
    examination.finish(content);
    content.gzip = gunzip.has_value();
    if (const auto fault = gunzip ? gunzip->finish() : std::nullopt) {
        // What the cut or damaged stream does to the FITS structure is only its consequence.
        Finding finding = make_finding(fault->rule, "", fault->text);
        finding.offset = fault->offset;
        content.findings = {finding};
        return content;
    }
    if (examination.wants_rows()) judge_rows(fd, size, examination, content);
    if (examination.wants_tiles()) judge_tiles(fd, size, content);
    const std::string table = table_extension(context);
    if (!table.empty() && size > 0) judge_table(fd, size, table, content);
    return content;
}

std::string header_value(const Content& content, const std::string& keyword) {
    for (const HeaderValue& value : content.header)
        if (value.keyword == keyword) return value.value;
    return {};
}

}  // namespace heafs
