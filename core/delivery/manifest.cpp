#include "core/delivery/manifest.h"

#include <fmt/format.h>

#include <optional>

#include "core/base/digest.h"
#include "core/base/sha256.h"
#include "core/delivery/rules.h"

namespace heafs {
namespace {

std::optional<std::string> hash_of(std::string_view text, size_t digits) {
    if (text.size() != digits) return std::nullopt;
    std::string hash;
    for (char c : text) {
        if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return std::nullopt;
        hash += c;
    }
    return hash;
}

// sha256sum writes names with a newline, return or backslash as \n, \r and \\ after a leading \.
std::string unescaped(std::string_view name) {
    std::string plain;
    for (size_t i = 0; i < name.size(); ++i) {
        if (name[i] != '\\' || i + 1 == name.size()) {
            plain += name[i];
            continue;
        }
        const char next = name[++i];
        plain += next == 'n' ? '\n' : next == 'r' ? '\r' : next;
    }
    return plain;
}

struct Line {
    std::string hash;
    std::string path;
};

std::optional<Line> parse_gnu(std::string_view line, size_t digits) {
    const bool escaped = !line.empty() && line[0] == '\\';
    if (escaped) line.remove_prefix(1);
    if (line.size() < digits + 3) return std::nullopt;
    const auto hash = hash_of(line.substr(0, digits), digits);
    const char mark = line[digits + 1];
    if (!hash || line[digits] != ' ' || (mark != ' ' && mark != '*')) return std::nullopt;
    const std::string_view name = line.substr(digits + 2);
    return Line{*hash, escaped ? unescaped(name) : std::string(name)};
}

std::optional<Line> parse_bsd(std::string_view line, const std::string& algorithm, size_t digits) {
    static constexpr std::string_view kMiddle = ") = ";
    std::string start = algorithm + " (";
    for (char& c : start)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    const bool escaped = !line.empty() && line[0] == '\\';
    if (escaped) line.remove_prefix(1);
    if (line.substr(0, start.size()) != start) return std::nullopt;
    const size_t middle = line.rfind(kMiddle);
    if (middle == std::string_view::npos || middle < start.size()) return std::nullopt;
    const auto hash = hash_of(line.substr(middle + kMiddle.size()), digits);
    if (!hash) return std::nullopt;
    const std::string_view name = line.substr(start.size(), middle - start.size());
    return Line{*hash, escaped ? unescaped(name) : std::string(name)};
}

// RFC 8493, section 2.1.3: return, newline and % are written as %0D, %0A and %25, nothing else is.
std::string percent_decoded(std::string_view name) {
    std::string plain;
    for (size_t i = 0; i < name.size(); ++i) {
        const std::string_view code = name.substr(i, 3);
        const bool known =
            code == "%0D" || code == "%0d" || code == "%0A" || code == "%0a" || code == "%25";
        if (!known) {
            plain += name[i];
            continue;
        }
        plain += code == "%25" ? '%' : (code[2] == 'A' || code[2] == 'a') ? '\n' : '\r';
        i += 2;
    }
    return plain;
}

// Digest, blanks, path; md5sum's mark of binary mode is taken as older tools write it.
std::optional<Line> parse_bag_line(std::string_view line, size_t digits) {
    const auto hash = hash_of(line.substr(0, digits), digits);
    if (!hash) return std::nullopt;
    line.remove_prefix(digits);
    const size_t begin = line.find_first_not_of(" \t");
    if (begin == 0 || begin == std::string_view::npos) return std::nullopt;
    line.remove_prefix(begin);
    if (line[0] == '*') line.remove_prefix(1);
    return Line{*hash, percent_decoded(line)};
}

std::optional<Line> parse_line(std::string_view line, const ManifestKind& kind, size_t digits) {
    if (kind.bag) return parse_bag_line(line, digits);
    auto parsed = parse_gnu(line, digits);
    return parsed ? parsed : parse_bsd(line, kind.algorithm, digits);
}

// "" when the path is good, else what is wrong with it.
std::string fault_of_path(const std::string& path) {
    if (path.empty()) return "no path";
    if (path[0] == '/') return "an absolute path";
    const std::string framed = "/" + path + "/";
    if (framed.find("/../") != std::string::npos || framed.find("/./") != std::string::npos ||
        framed.find("//") != std::string::npos)
        return "a path that leaves the delivery";
    return {};
}

}  // namespace

Manifest parse_manifest(std::string_view text, const ManifestKind& kind) {
    Manifest manifest;
    const size_t digits = digest_digits(kind.algorithm).value_or(0);
    manifest.sha256 = sha256_hex(text);
    int number = 0;
    const auto complain = [&](const std::string& what) {
        Finding finding =
            make_finding("DLV-001", kind.file, fmt::format("line {}: {}", number, what));
        finding.row = number;
        manifest.findings.push_back(std::move(finding));
    };
    while (!text.empty() && manifest.findings.size() < 100) {
        ++number;
        std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        if (line.empty() || (line[0] == '#' && !kind.bag)) continue;
        auto parsed = parse_line(line, kind, digits);
        if (!parsed) {
            complain(fmt::format("neither '<{0} hex digits>  <path>' nor '{1} (<path>) = <digits>'",
                                 digits, kind.algorithm == "sha256" ? "SHA256" : kind.algorithm));
            continue;
        }
        if (parsed->path.substr(0, 2) == "./") parsed->path.erase(0, 2);
        const std::string fault = fault_of_path(parsed->path);
        if (!fault.empty())
            complain(fmt::format("'{}' is {}", parsed->path, fault));
        else if (!manifest.digests_of[parsed->path].emplace(kind.algorithm, parsed->hash).second)
            complain(fmt::format("'{}' is listed twice", parsed->path));
        else
            manifest.sha256_of[parsed->path] = kind.algorithm == "sha256" ? parsed->hash : "";
    }
    if (manifest.sha256_of.empty() && manifest.findings.empty()) {
        number = 1;
        complain("the manifest lists no file");
    }
    return manifest;
}

}  // namespace heafs
