#include "core/tdat/tdat_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace heafs {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

bool is_mark(std::string_view line, std::string_view mark) {
    line = tdat_trimmed(line);
    return line.size() == mark.size() &&
           std::equal(line.begin(), line.end(), mark.begin(), [](char a, char b) {
               return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 'a' + 'A') : a) == b;
           });
}

// How many backslashes stand directly before `at`.
size_t backslashes_before(std::string_view text, size_t at) {
    size_t count = 0;
    while (count < at && text[at - count - 1] == '\\') ++count;
    return count;
}

}  // namespace

void TdatReader::tell(TdatProblem problem) {
    if (take_.problem) take_.problem(problem);
}

void TdatReader::give_up(std::string text) {
    tell({TdatFault::kStructure, false, line_, 0, "", std::move(text), "", ""});
    part_ = Part::kGivenUp;
    partial_.clear();
}

void TdatReader::feed(std::span<const std::byte> bytes) {
    std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    while (!text.empty() && part_ != Part::kAfter && part_ != Part::kGivenUp) {
        const size_t end = text.find('\n');
        const std::string_view piece = text.substr(0, end);
        if (partial_.size() + piece.size() > kMaxTdatLine) {
            ++line_;
            return give_up(fmt::format("a line of more than {} bytes", kMaxTdatLine));
        }
        if (end == std::string_view::npos) {
            partial_ += piece;
            return;
        }
        text.remove_prefix(end + 1);
        if (partial_.empty()) {
            take_line(piece);
        } else {
            partial_ += piece;
            const std::string line = std::move(partial_);
            partial_.clear();
            take_line(line);
        }
    }
}

TdatSummary TdatReader::finish() {
    if (!partial_.empty() && part_ != Part::kGivenUp) {
        const std::string line = std::move(partial_);
        partial_.clear();
        take_line(line);
    }
    if (part_ == Part::kData && physical_ > 0) {
        record_is_whole_ = false;
        end_record();
    }
    if (part_ == Part::kBefore)
        tell({TdatFault::kStructure, false, 0, 0, "", "there is no line <HEADER>", "", "<HEADER>"});
    if (part_ == Part::kHeader)
        tell({TdatFault::kStructure, false, 0, 0, "", "there is no line <DATA>", "", "<DATA>"});
    return summary_;
}

void TdatReader::take_line(std::string_view line) {
    if (++line_ == 1 && line.substr(0, 3) == kByteOrderMark) line.remove_prefix(3);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    switch (part_) {
        case Part::kBefore:
            if (is_mark(line, "<HEADER>")) part_ = Part::kHeader;
            return;
        case Part::kHeader:
            return take_header_line(line);
        case Part::kData:
            return take_data_line(line);
        case Part::kAfter:
        case Part::kGivenUp:
            return;
    }
}

void TdatReader::take_header_line(std::string_view line) {
    if (is_mark(line, "<DATA>")) return begin_data();
    header_bytes_ += line.size();
    if (header_bytes_ > kMaxTdatHeader)
        return give_up(fmt::format("a header of more than {} bytes", kMaxTdatHeader));
    parser_.take(line, line_);
}

void TdatReader::begin_data() {
    header_ = parser_.finish();
    summary_.has_header = true;
    part_ = Part::kData;
    for (const TdatProblem& problem : parser_.problems()) tell(problem);
    if (take_.header) take_.header(header_);
    const bool usable =
        !header_.lines.empty() && std::none_of(header_.lines.begin(), header_.lines.end(),
                                               [](const auto& columns) { return columns.empty(); });
    // Without an order of values no row can be read; what the header lacks is told already.
    if (!usable) part_ = Part::kGivenUp;
}

// Into pieces_, at each delimiter that is no text: those behind an odd number of backslashes are.
void TdatReader::split(std::string_view line) {
    pieces_.clear();
    size_t begin = 0;
    const auto next = [&](size_t from) {
        return header_.delimiters.size() == 1 ? line.find(header_.delimiters[0], from)
                                              : line.find_first_of(header_.delimiters, from);
    };
    for (size_t at = next(0); at != std::string_view::npos; at = next(at + 1)) {
        if (backslashes_before(line.substr(0, at), at) % 2 == 1) continue;
        pieces_.push_back(line.substr(begin, at - begin));
        begin = at + 1;
    }
    // The last value may lack its delimiter, but not be missing.
    if (!tdat_trimmed(line.substr(begin)).empty()) pieces_.push_back(line.substr(begin));
}

// Backslashes before a bar, or at the end of a value, are doubled; others stand for themselves.
std::string_view TdatReader::unescaped(std::string_view value) {
    if (value.find('\\') == std::string_view::npos) return value;
    const size_t from = kept_.size();
    for (size_t i = 0; i < value.size();) {
        size_t run = 0;
        while (i + run < value.size() && value[i + run] == '\\') ++run;
        const bool ends = i + run == value.size();
        const bool escapes =
            run > 0 && (ends || header_.delimiters.find(value[i + run]) != std::string::npos);
        kept_.append(escapes ? run / 2 : run, '\\');
        i += run;
        if (!ends) kept_ += value[i++];
    }
    return std::string_view(kept_).substr(from);
}

void TdatReader::take_data_line(std::string_view line) {
    if (is_mark(line, "<END>")) {
        if (physical_ > 0) record_is_whole_ = false;
        if (physical_ > 0) end_record();
        summary_.ended = true;
        part_ = Part::kAfter;
        return;
    }
    if (tdat_trimmed(line).empty()) return;
    if (physical_ == 0) {
        record_line_ = line_;
        record_is_whole_ = true;
        kept_.clear();
        places_.clear();
    }
    const std::vector<size_t>& columns = header_.lines[physical_];
    split(line);
    if (pieces_.size() != columns.size()) {
        record_is_whole_ = false;
        tell({TdatFault::kStructure, false, line_, summary_.rows + 1, "",
              fmt::format("{} values, expected {}", pieces_.size(), columns.size()),
              fmt::format("{} values", pieces_.size()), fmt::format("{} values", columns.size())});
    }
    for (const std::string_view piece : pieces_) {
        const size_t from = kept_.size();
        const std::string_view value = unescaped(tdat_trimmed(piece));
        if (kept_.size() == from) kept_ += value;
        places_.emplace_back(from, kept_.size() - from);
    }
    if (++physical_ == header_.lines.size()) end_record();
}

void TdatReader::end_record() {
    ++summary_.rows;
    if (physical_ < header_.lines.size())
        tell({TdatFault::kStructure, false, record_line_, summary_.rows, "",
              fmt::format("the record has {} of {} lines", physical_, header_.lines.size()), "",
              fmt::format("{} lines", header_.lines.size())});
    physical_ = 0;
    if (!record_is_whole_ || !take_.row) return;
    values_.clear();
    for (const auto& [from, length] : places_)
        values_.push_back(std::string_view(kept_).substr(from, length));
    take_.row({summary_.rows, record_line_, values_});
}

}  // namespace heafs
