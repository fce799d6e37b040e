#include "core/delivery/manifest.h"

#include <fmt/format.h>

#include <optional>

#include "core/base/sha256.h"
#include "core/delivery/rules.h"

namespace heafs {
namespace {

constexpr size_t kHashDigits = 64;

std::optional<std::string> hash_of(std::string_view text) {
    if (text.size() != kHashDigits) return std::nullopt;
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

std::optional<Line> parse_gnu(std::string_view line) {
    const bool escaped = !line.empty() && line[0] == '\\';
    if (escaped) line.remove_prefix(1);
    if (line.size() < kHashDigits + 3) return std::nullopt;
    const auto hash = hash_of(line.substr(0, kHashDigits));
    const char mark = line[kHashDigits + 1];
    if (!hash || line[kHashDigits] != ' ' || (mark != ' ' && mark != '*')) return std::nullopt;
    const std::string_view name = line.substr(kHashDigits + 2);
    return Line{*hash, escaped ? unescaped(name) : std::string(name)};
}

std::optional<Line> parse_bsd(std::string_view line) {
    static constexpr std::string_view kStart = "SHA256 (";
    static constexpr std::string_view kMiddle = ") = ";
    const bool escaped = !line.empty() && line[0] == '\\';
    if (escaped) line.remove_prefix(1);
    if (line.substr(0, kStart.size()) != kStart) return std::nullopt;
    const size_t middle = line.rfind(kMiddle);
    if (middle == std::string_view::npos || middle < kStart.size()) return std::nullopt;
    const auto hash = hash_of(line.substr(middle + kMiddle.size()));
    if (!hash) return std::nullopt;
    const std::string_view name = line.substr(kStart.size(), middle - kStart.size());
    return Line{*hash, escaped ? unescaped(name) : std::string(name)};
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

Manifest parse_manifest(std::string_view text) {
    Manifest manifest;
    manifest.sha256 = sha256_hex(text);
    int number = 0;
    const auto complain = [&](const std::string& what) {
        Finding finding = make_finding("DLV-001", "manifest-sha256.txt",
                                       fmt::format("line {}: {}", number, what));
        finding.row = number;
        manifest.findings.push_back(std::move(finding));
    };
    while (!text.empty() && manifest.findings.size() < 100) {
        ++number;
        std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        if (line.empty() || line[0] == '#') continue;
        auto parsed = parse_gnu(line);
        if (!parsed) parsed = parse_bsd(line);
        if (!parsed) {
            complain("neither '<64 hex digits>  <path>' nor 'SHA256 (<path>) = <digits>'");
            continue;
        }
        if (parsed->path.substr(0, 2) == "./") parsed->path.erase(0, 2);
        const std::string fault = fault_of_path(parsed->path);
        if (!fault.empty())
            complain(fmt::format("'{}' is {}", parsed->path, fault));
        else if (!manifest.sha256_of.emplace(parsed->path, parsed->hash).second)
            complain(fmt::format("'{}' is listed twice", parsed->path));
    }
    if (manifest.sha256_of.empty() && manifest.findings.empty()) {
        number = 1;
        complain("the manifest lists no file");
    }
    return manifest;
}

}  // namespace heafs
