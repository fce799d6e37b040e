#include "core/delivery/bagit.h"

#include <fmt/format.h>

#include <charconv>

#include "core/base/digest.h"
#include "core/base/sha256.h"
#include "core/delivery/control_files.h"
#include "core/delivery/rules.h"

namespace heafs {
namespace {

constexpr const char* kDeclaration = "bagit.txt";

std::string_view next_line(std::string_view& text) {
    const size_t end = text.find_first_of("\r\n");
    const std::string_view line = text.substr(0, end);
    if (end == std::string_view::npos) {
        text = {};
        return line;
    }
    const bool pair = text[end] == '\r' && end + 1 < text.size() && text[end + 1] == '\n';
    text.remove_prefix(end + (pair ? 2 : 1));
    return line;
}

void refuse(Manifest& manifest, std::string_view rule, const std::string& file,
            const std::string& text) {
    manifest.findings.push_back(make_finding(rule, file, text));
}

// Section 2.1.1: exactly these two lines. Older bags of the same layout are taken too.
void check_declaration(std::string_view text, Manifest& manifest) {
    const std::string_view version = next_line(text);
    const std::string_view encoding = next_line(text);
    if (version != "BagIt-Version: 1.0" && version != "BagIt-Version: 0.97")
        refuse(manifest, "DLV-001", kDeclaration,
               fmt::format("bagit.txt begins with '{}', not with 'BagIt-Version: 1.0'", version));
    else if (encoding != "Tag-File-Character-Encoding: UTF-8")
        refuse(manifest, "DLV-001", kDeclaration,
               "the second line of bagit.txt is not 'Tag-File-Character-Encoding: UTF-8'");
}

std::optional<int64_t> number_in(std::string_view text) {
    int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

void read_oxum(std::string_view text, Manifest& manifest) {
    static constexpr std::string_view kLabel = "Payload-Oxum:";
    while (!text.empty()) {
        std::string_view line = next_line(text);
        if (line.substr(0, kLabel.size()) != kLabel) continue;
        line.remove_prefix(kLabel.size());
        while (!line.empty() && (line[0] == ' ' || line[0] == '\t')) line.remove_prefix(1);
        while (!line.empty() && (line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
        const size_t dot = line.find('.');
        const auto octets = number_in(line.substr(0, dot));
        const auto files =
            dot == std::string_view::npos ? std::nullopt : number_in(line.substr(dot + 1));
        if (octets && files)
            manifest.payload = Manifest::Payload{*octets, *files};
        else
            refuse(manifest, "DLV-008", "bag-info.txt",
                   fmt::format("Payload-Oxum '{}' is not <octets>.<files>", line));
        return;
    }
}

// Section 2.2.1: a tag manifest lists tag files, not itself.
void check_tag_manifest(const std::string& name, const std::string& algorithm,
                        const TagTexts& texts, Manifest& manifest) {
    const Manifest tags = parse_manifest(texts.at(name), {algorithm, name, true});
    for (Finding finding : tags.findings) {
        finding.rule = "DLV-002";
        manifest.findings.push_back(std::move(finding));
    }
    for (const auto& [path, digests] : tags.digests_of) {
        const auto found = texts.find(path);
        if (found == texts.end()) {
            manifest.awaited_tags.push_back(path);
            continue;
        }
        const std::string have = digest_hex(algorithm, found->second);
        const std::string& listed = digests.at(algorithm);
        if (have != listed)
            refuse(manifest, "DLV-002", path,
                   fmt::format("{} says {} for {}, which is {}", name, listed, path, have));
    }
}

// Section 2.1.3 (version 1.0): every payload manifest lists every payload file, and only those.
void check_payload_lists(const Manifest& part, const std::string& name, bool first,
                         Manifest& manifest) {
    for (const auto& [path, digests] : part.digests_of) {
        if (path.substr(0, 5) != "data/")
            refuse(manifest, "DLV-001", name,
                   fmt::format("'{}' is not below data/: no payload", path));
        else if (!first && manifest.digests_of.count(path) == 0)
            refuse(manifest, "DLV-001", name,
                   fmt::format("'{}' is not in the other manifests", path));
    }
    for (const auto& [path, digests] : manifest.digests_of)
        if (!first && part.digests_of.count(path) == 0)
            refuse(manifest, "DLV-001", name, fmt::format("'{}' is missing in {}", path, name));
}

void take_part(const Manifest& part, Manifest& manifest) {
    for (const auto& [path, digests] : part.digests_of) {
        manifest.digests_of[path].insert(digests.begin(), digests.end());
        const auto sha256 = digests.find("sha256");
        std::string& listed = manifest.sha256_of[path];
        if (sha256 != digests.end()) listed = sha256->second;
    }
    manifest.findings.insert(manifest.findings.end(), part.findings.begin(), part.findings.end());
}

void note_weak(Manifest& manifest) {
    for (const auto& [path, digests] : manifest.digests_of) {
        if (digests.count("sha256") > 0 || digests.count("sha512") > 0) continue;
        manifest.notes.push_back(
            make_finding("DLV-009", path,
                         fmt::format("only {} vouches for '{}'", digests.begin()->first, path)));
        return;
    }
}

void check_tags(const TagTexts& texts, Manifest& manifest) {
    check_declaration(texts.at(kDeclaration), manifest);
    if (texts.count("fetch.txt") > 0) {
        refuse(manifest, "DLV-001", "fetch.txt",
               "fetch.txt names files elsewhere; the archive fetches nothing");
        manifest.findings.back().remedy = "Send a complete bag, without fetch.txt";
    }
    if (const auto info = texts.find("bag-info.txt"); info != texts.end())
        read_oxum(info->second, manifest);
    for (const auto& [name, text] : texts)
        if (const auto algorithm = algorithm_in_name(name, "tagmanifest"))
            check_tag_manifest(name, *algorithm, texts, manifest);
}

}  // namespace

std::optional<std::string> algorithm_in_name(std::string_view name, std::string_view stem) {
    static constexpr std::string_view kEnd = ".txt";
    if (name.size() <= stem.size() + 1 + kEnd.size()) return std::nullopt;
    if (name.substr(0, stem.size()) != stem || name[stem.size()] != '-') return std::nullopt;
    if (name.substr(name.size() - kEnd.size()) != kEnd) return std::nullopt;
    name.remove_prefix(stem.size() + 1);
    name.remove_suffix(kEnd.size());
    if (!digest_digits(name)) return std::nullopt;
    return std::string(name);
}

bool is_tag_name(std::string_view path) {
    return path == kDeclaration || path == "bag-info.txt" || path == "fetch.txt" ||
           algorithm_in_name(path, "manifest") || algorithm_in_name(path, "tagmanifest");
}

std::vector<Finding> judge_control_text(const std::string& path, std::string_view text,
                                        bool in_bag) {
    if (path == "delivery.toml") return parse_delivery_toml(text).findings;
    if (path == "withdraw.txt") return parse_withdrawal(text).findings;
    if (in_bag) return {};
    if (path == "fetch.txt")
        return {make_finding("DLV-001", path, "the archive fetches nothing: send complete bags")};
    const auto algorithm = algorithm_in_name(path, "manifest");
    if (!algorithm) return {};
    return parse_manifest(text, {*algorithm, path}).findings;
}

std::optional<Manifest> manifest_of(const TagTexts& texts) {
    Manifest manifest;
    manifest.bag = texts.count(kDeclaration) > 0;
    std::string names_and_hashes;
    size_t parts = 0;
    for (const auto& [name, text] : texts) {
        const auto algorithm = algorithm_in_name(name, "manifest");
        if (!algorithm) continue;
        const Manifest part = parse_manifest(text, {*algorithm, name, manifest.bag});
        if (manifest.bag) check_payload_lists(part, name, parts == 0, manifest);
        take_part(part, manifest);
        names_and_hashes += name + " " + part.sha256 + "\n";
        // One plain manifest goes by its own hash, several by that of their list.
        manifest.sha256 = ++parts == 1 ? part.sha256 : sha256_hex(names_and_hashes);
    }
    if (parts == 0) return std::nullopt;
    note_weak(manifest);
    if (manifest.bag) check_tags(texts, manifest);
    return manifest;
}

}  // namespace heafs
