// FITS files made by hand, byte by byte, so that tests need no library to write them.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/fits/verifier.h"

namespace heafs::hand_made {

inline std::string card(std::string text) {
    text.resize(80, ' ');
    return text;
}

// Fixed format: the value ends in column 30.
inline std::string card(const std::string& name, int64_t value) {
    return card(fmt::format("{:<8}= {:>20}", name, value));
}

inline std::string padded(std::string bytes, char fill) {
    bytes.resize((bytes.size() + 2879) / 2880 * 2880, fill);
    return bytes;
}

// The cards, an END card and blanks to the end of the block.
inline std::string header(const std::vector<std::string>& cards) {
    std::string bytes;
    for (const std::string& text : cards) bytes += card(text);
    return padded(bytes + card("END"), ' ');
}

inline const std::string kSimple = "SIMPLE  =                    T";

inline std::string primary(const std::vector<std::string>& more = {}) {
    std::vector<std::string> cards = {kSimple, card("BITPIX", 8), card("NAXIS", 0)};
    cards.insert(cards.end(), more.begin(), more.end());
    return header(cards);
}

inline std::vector<std::string> table_cards(int64_t row_bytes, int64_t rows, int64_t pcount,
                                            const std::vector<std::string>& forms) {
    std::vector<std::string> cards = {
        "XTENSION= 'BINTABLE'", card("BITPIX", 8),
        card("NAXIS", 2),       card("NAXIS1", row_bytes),
        card("NAXIS2", rows),   card("PCOUNT", pcount),
        card("GCOUNT", 1),      card("TFIELDS", static_cast<int64_t>(forms.size())),
        "EXTNAME = 'EVENTS  '"};
    for (size_t i = 0; i < forms.size(); ++i) {
        cards.push_back(fmt::format("TTYPE{:<3}= 'COL{}'", i + 1, i + 1));
        cards.push_back(fmt::format("TFORM{:<3}= '{:<8}'", i + 1, forms[i]));
    }
    return cards;
}

// A binary table whose rows, and heap behind them, are `data`.
inline std::string table(int64_t row_bytes, int64_t rows, const std::vector<std::string>& forms,
                         const std::string& data) {
    const int64_t pcount = static_cast<int64_t>(data.size()) - row_bytes * rows;
    return header(table_cards(row_bytes, rows, pcount, forms)) + padded(data, '\0');
}

inline std::span<const std::byte> as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

// The report on `file`, fed in pieces of `chunk` bytes.
inline FitsReport verify_whole(std::string_view file, size_t chunk = size_t{1} << 20,
                               std::vector<std::string> wanted = {}) {
    FitsVerifier verifier(std::move(wanted));
    for (size_t at = 0; at < file.size(); at += chunk)
        verifier.feed(as_bytes(file.substr(at, chunk)));
    return verifier.finish();
}

// The same without SUM-003, which is true of nearly every file made by hand.
inline FitsReport verify(std::string_view file, size_t chunk = size_t{1} << 20,
                         std::vector<std::string> wanted = {}) {
    FitsReport report = verify_whole(file, chunk, std::move(wanted));
    std::erase_if(report.findings,
                  [](const Finding& finding) { return finding.rule == "SUM-003"; });
    return report;
}

// The rules of the findings, in their order.
inline std::vector<std::string> rules(const FitsReport& report) {
    std::vector<std::string> found;
    for (const Finding& finding : report.findings) found.push_back(finding.rule);
    return found;
}

inline const Finding* find(const FitsReport& report, std::string_view rule) {
    const auto found =
        std::find_if(report.findings.begin(), report.findings.end(),
                     [rule](const Finding& finding) { return finding.rule == rule; });
    return found == report.findings.end() ? nullptr : &*found;
}

}  // namespace heafs::hand_made
