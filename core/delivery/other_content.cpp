#include "core/delivery/other_content.h"

#include <fmt/format.h>

#include "core/base/files.h"
#include "core/delivery/rules.h"
#include "core/formats/openpgp.h"
#include "core/formats/preview.h"
#include "core/tdat/tdat_check.h"

namespace heafs {
namespace {

class TdatContent : public OtherContent {
   public:
    explicit TdatContent(std::string table) : table_(std::move(table)) {}
    void feed(std::span<const std::byte> bytes) override { check_.feed(bytes); }
    std::vector<Finding> finish() override {
        std::vector<Finding> findings = check_.finish();
        if (check_.header() && !agrees(check_.header()->schema.name)) {
            findings.push_back(make_finding(
                "TDT-004", "",
                fmt::format("table_name is '{}', the file is called '{}': the archive keeps it as "
                            "table '{}'",
                            check_.header()->schema.name, table_, table_)));
            findings.back().found = check_.header()->schema.name;
            findings.back().expected = table_;
        }
        return findings;
    }

   private:
    // HEASARC's own tables are called heasarc_<table> in their headers.
    bool agrees(const std::string& name) const {
        return name.empty() || name == table_ || name == "heasarc_" + table_;
    }

    const std::string table_;
    TdatCheck check_;
};

class EncryptedContent : public OtherContent {
   public:
    void feed(std::span<const std::byte> bytes) override { check_.feed(bytes); }
    std::vector<Finding> finish() override {
        const OpenPgpFault fault = check_.finish();
        if (fault.text.empty()) return {};
        Finding finding = make_finding("SEC-003", "", fault.text);
        finding.offset = fault.offset;
        return {finding};
    }

   private:
    OpenPgpCheck check_;
};

class PreviewContent : public OtherContent {
   public:
    void feed(std::span<const std::byte> bytes) override {
        size_ += bytes.size();
        if (size_ > kMaxPreviewBytes) {
            bytes_ = {};
            return;
        }
        bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    }
    std::vector<Finding> finish() override {
        if (size_ > kMaxPreviewBytes)
            return {make_finding("DOC-002", "",
                                 fmt::format("{} bytes are too many for a preview; at most {}",
                                             size_, kMaxPreviewBytes))};
        const PreviewReport report = check_preview(bytes_);
        if (report.fault.empty()) return {};
        return {make_finding("DOC-002", "", report.fault)};
    }

   private:
    std::vector<std::byte> bytes_;
    size_t size_ = 0;
};

}  // namespace

std::unique_ptr<OtherContent> other_content(ContentKind kind, std::string_view path) {
    const std::string name = base_name(path);
    const std::string_view view = name;
    if (view.ends_with(".gpg")) return std::make_unique<EncryptedContent>();
    if (view.ends_with(".tdat") || view.ends_with(".tdat.gz"))
        return std::make_unique<TdatContent>(name.substr(0, name.find('.')));
    if (kind == ContentKind::kPng || kind == ContentKind::kGif || kind == ContentKind::kJpeg)
        return std::make_unique<PreviewContent>();
    return nullptr;
}

}  // namespace heafs
