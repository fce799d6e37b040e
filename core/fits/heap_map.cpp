#include "core/fits/heap_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>

#include "core/fits/card.h"

namespace heafs {
namespace {

Finding heap_finding(const Header& header, int64_t offset, const std::string& sentence) {
    Finding finding;
    finding.rule = "TAB-015";
    finding.severity = Severity::kWarning;
    finding.hdu = header.hdu;
    finding.extname = header.extname;
    finding.offset = offset;
    finding.text = fmt::format("{}{}.", hdu_label(header), sentence);
    return finding;
}

void set_card(Finding& finding, const Header& header, const std::optional<StatedInteger>& stated) {
    if (!stated) return;
    finding.card = stated->card;
    finding.offset = header.offset + (stated->card - 1) * static_cast<int64_t>(kCardBytes);
}

}  // namespace

void check_heap_cards(const Header& header, const TableLayout& layout, FindingList& findings) {
    const bool points =
        std::any_of(layout.columns.begin(), layout.columns.end(),
                    [](const BinaryColumn& column) { return column.form.element != 0; });
    const int64_t bytes = layout.heap_gap + layout.heap_bytes;
    if (!points && bytes > 0) {
        Finding finding = heap_finding(
            header, 0,
            fmt::format(": PCOUNT = {}, but no column has variable-length arrays", bytes));
        set_card(finding, header, header.pcount);
        finding.found = fmt::format("PCOUNT = {}", bytes);
        finding.expected = "PCOUNT = 0";
        finding.remedy = "Write PCOUNT = 0, and nothing behind the last row";
        findings.add(std::move(finding));
    } else if (points && layout.heap_gap > 0) {
        Finding finding = heap_finding(
            header, 0,
            fmt::format(": THEAP leaves {} of the {} bytes of PCOUNT between rows and heap unused",
                        layout.heap_gap, bytes));
        set_card(finding, header, header.theap);
        finding.found = fmt::format("a gap of {} bytes", layout.heap_gap);
        finding.expected = fmt::format("THEAP = {}, or no THEAP", layout.row_bytes * layout.rows);
        finding.remedy = "Write the table again without a gap before its heap";
        findings.add(std::move(finding));
    }
}

bool HeapMap::extend(size_t place, int64_t offset, int64_t end) {
    if (place == kNone || runs_[place].end != offset) return false;
    runs_[place].end = end;
    return true;
}

void HeapMap::note(int64_t offset, int64_t bytes, int64_t row, size_t column) {
    if (given_up_) return;
    const int64_t end = offset + bytes;
    size_t& own = last_of_column_[column];
    if (extend(own, offset, end)) {
        last_ = own;
        return;
    }
    if (extend(last_, offset, end)) {
        own = last_;
        return;
    }
    if (runs_.size() == most_runs_) {
        merge();
        given_up_ = runs_.size() > most_runs_ / 2;
        if (given_up_) {
            runs_ = {};
            return;
        }
    }
    runs_.push_back({offset, end, row, column});
    last_ = runs_.size() - 1;
    own = last_;
}

// Sorts the runs and makes one of those that touch or overlap.
void HeapMap::merge() {
    std::sort(runs_.begin(), runs_.end(), [](const Run& a, const Run& b) {
        return std::tie(a.begin, a.row, a.column) < std::tie(b.begin, b.row, b.column);
    });
    std::vector<Run> merged;
    for (const Run& run : runs_) {
        if (merged.empty() || run.begin > merged.back().end) {
            merged.push_back(run);
            continue;
        }
        Run& before = merged.back();
        if (run.begin < before.end) note_overlap(run, run.begin, std::min(run.end, before.end));
        before.end = std::max(before.end, run.end);
    }
    runs_ = std::move(merged);
    std::fill(last_of_column_.begin(), last_of_column_.end(), kNone);
    last_ = kNone;
}

void HeapMap::note_overlap(const Run& run, int64_t begin, int64_t end) {
    if (overlapping_bytes_ == 0) first_overlap_ = {run, begin, end};
    overlapping_bytes_ += end - begin;
}

void HeapMap::report(const Header& header, const TableLayout& layout, int64_t heap_begin,
                     FindingList& findings) {
    if (given_up_) return;
    merge();
    if (overlapping_bytes_ > 0 && findings.wants("TAB-015"))
        report_overlap(header, layout, heap_begin, findings);
    report_gaps(header, layout, heap_begin, findings);
}

void HeapMap::report_overlap(const Header& header, const TableLayout& layout, int64_t heap_begin,
                             FindingList& findings) const {
    const Run& run = first_overlap_.run;
    const BinaryColumn& column = layout.columns[run.column];
    Finding finding = heap_finding(
        header, heap_begin + first_overlap_.begin,
        fmt::format(", row {}, {}: bytes {} to {} of the heap belong to another array, too; {} "
                    "bytes are named more than once",
                    run.row + 1, column_label(column), first_overlap_.begin, first_overlap_.end - 1,
                    overlapping_bytes_));
    finding.row = run.row + 1;
    finding.column = column.name;
    finding.found = fmt::format("{} bytes in more than one array", overlapping_bytes_);
    finding.expected = "each byte of the heap in one array";
    finding.remedy = "Write the table again: a change of one such array changes the others";
    findings.add(std::move(finding));
}

void HeapMap::report_gaps(const Header& header, const TableLayout& layout, int64_t heap_begin,
                          FindingList& findings) const {
    int64_t unnamed = 0;
    int64_t first = 0;
    int64_t at = 0;
    const auto skip = [&](int64_t to) {
        if (to > at && unnamed == 0) first = at;
        unnamed += to - at;
    };
    for (const Run& run : runs_) {
        skip(run.begin);
        at = run.end;
    }
    skip(layout.heap_bytes);
    if (unnamed == 0 || !findings.wants("TAB-015")) return;
    Finding finding = heap_finding(
        header, heap_begin + first,
        fmt::format(": no descriptor names {} of the {} bytes of the heap, the first is byte {}",
                    unnamed, layout.heap_bytes, first));
    finding.found = fmt::format("{} bytes in no array", unnamed);
    finding.expected = "a heap of the arrays and nothing else";
    finding.remedy = "Write the table again, or repack its heap (fits_compress_heap)";
    findings.add(std::move(finding));
}

}  // namespace heafs
