#include "core/delivery/other_content.h"

#include <fmt/format.h>

#include <optional>

#include "core/base/files.h"
#include "core/delivery/rules.h"
#include "core/formats/openpgp.h"
#include "core/formats/openpgp_decryption.h"
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

// A header alone: it has no rows to be complete.
class TdatHeaderContent : public OtherContent {
   public:
    void feed(std::span<const std::byte> bytes) override { check_.feed(bytes); }
    std::vector<Finding> finish() override {
        std::vector<Finding> findings = check_.finish();
        std::erase_if(findings, [](const Finding& finding) { return finding.rule == "TDT-005"; });
        return findings;
    }

   private:
    TdatCheck check_;
};

class EncryptedContent : public OtherContent {
   public:
    EncryptedContent(const std::string& passphrase, std::string plaintext_sha256)
        : expected_(std::move(plaintext_sha256)) {
        if (!passphrase.empty()) decryption_.emplace(passphrase);
    }
    void feed(std::span<const std::byte> bytes) override {
        check_.feed(bytes);
        if (decryption_) decryption_->feed(bytes);
    }
    std::vector<Finding> finish() override {
        const OpenPgpFault fault = check_.finish();
        if (fault.text.empty()) return decryption_ ? judge_plaintext() : std::vector<Finding>();
        Finding finding = make_finding("SEC-003", "", fault.text);
        finding.offset = fault.offset;
        return {finding};
    }

   private:
    std::vector<Finding> judge_plaintext() {
        const OpenPgpPlaintext plaintext = decryption_->finish();
        if (!plaintext.fault.empty())
            return {make_finding("SEC-004", "",
                                 "with the passphrase that the archive has of this observation it "
                                 "cannot be opened: " +
                                     plaintext.fault)};
        if (expected_.empty() || plaintext.sha256.empty() || plaintext.sha256 == expected_)
            return {};
        Finding finding = make_finding("SEC-004", "", "the plaintext is not the one announced");
        finding.found = plaintext.sha256;
        finding.expected = expected_;
        return {finding};
    }

    OpenPgpCheck check_;
    std::optional<OpenPgpDecryption> decryption_;
    const std::string expected_;
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

std::unique_ptr<OtherContent> other_content(ContentKind kind, const ContentContext& context) {
    const std::string name = base_name(context.path);
    const std::string_view view = name;
    if (view.ends_with(".gpg"))
        return std::make_unique<EncryptedContent>(context.passphrase, context.plaintext_sha256);
    if (view.ends_with(".tdat") || view.ends_with(".tdat.gz"))
        return std::make_unique<TdatContent>(name.substr(0, name.find('.')));
    if (view.ends_with(".hdr") || view.ends_with(".hdr.gz"))
        return std::make_unique<TdatHeaderContent>();
    if (kind == ContentKind::kPng || kind == ContentKind::kGif || kind == ContentKind::kJpeg)
        return std::make_unique<PreviewContent>();
    return nullptr;
}

}  // namespace heafs
