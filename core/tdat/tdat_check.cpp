#include "core/tdat/tdat_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "core/delivery/rules.h"
#include "core/tdat/key_set.h"
#include "core/tdat/tdat_reader.h"

namespace heafs {
namespace {

constexpr size_t kShownBytes = 60;

std::string_view rule_of(TdatFault fault) {
    switch (fault) {
        case TdatFault::kStructure:
            return "TDT-001";
        case TdatFault::kKey:
            return "TDT-002";
        case TdatFault::kValue:
            return "TDT-003";
        case TdatFault::kDescription:
            return "TDT-004";
        case TdatFault::kIncomplete:
            return "TDT-005";
    }
    return "TDT-001";
}

std::string place_of(const TdatProblem& problem) {
    if (problem.row > 0) return fmt::format("row {} (line {}): ", problem.row, problem.line);
    if (problem.line > 0) return fmt::format("line {}: ", problem.line);
    return {};
}

}  // namespace

Finding tdat_finding(const TdatProblem& problem) {
    Finding finding = make_finding(rule_of(problem.fault), "", place_of(problem) + problem.text);
    if (problem.warning) finding.severity = std::min(finding.severity, Severity::kWarning);
    if (problem.row > 0) finding.row = problem.row;
    finding.column = problem.column;
    finding.found = problem.found;
    finding.expected = problem.expected;
    return finding;
}

std::string shown_value(std::string_view value) {
    std::string text(value.substr(0, kShownBytes));
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 32 || static_cast<unsigned char>(c) > 126) c = '?';
    return value.size() > kShownBytes ? text + "..." : text;
}

class TdatCheck::Pass {
   public:
    Pass()
        : reader_({[this](const TdatHeader& header) { take_header(header); },
                   [this](const TdatRow& row) { take_row(row); },
                   [this](const TdatProblem& problem) { tell(problem); }}),
          keys_(kMostTdatKeys) {}

    void feed(std::span<const std::byte> bytes) { reader_.feed(bytes); }

    std::vector<Finding> finish() {
        const TdatSummary summary = reader_.finish();
        if (summary.has_header && (!header_->lines.empty())) check_complete(summary);
        if (beyond_ > 0) {
            TdatProblem problem;
            problem.fault = TdatFault::kKey;
            problem.text = fmt::format("the keys of {} rows behind the first {} were not compared",
                                       beyond_, kMostTdatKeys);
            findings_.push_back(tdat_finding(problem));
            findings_.back().severity = Severity::kInfo;
        }
        return std::move(findings_);
    }

    const std::optional<TdatHeader>& header() const { return header_; }

   private:
    void tell(const TdatProblem& problem) {
        // Warnings leave room for the errors that come after them.
        const size_t room = problem.warning ? kMostTdatProblems / 2 : kMostTdatProblems;
        if (findings_.size() < room) findings_.push_back(tdat_finding(problem));
    }

    void take_header(const TdatHeader& header) {
        header_ = header;
        for (const std::string& name : header.schema.unique_key)
            if (const auto column = header.schema.find_column(name))
                key_columns_.push_back(*column);
    }

    void take_row(const TdatRow& row) {
        for (size_t i = 0; i < row.values.size(); ++i) {
            std::string fault = tdat_value_fault(header_->schema.columns[i], row.values[i]);
            if (!fault.empty()) tell_value(row, i, std::move(fault));
        }
        if (!key_columns_.empty()) check_key(row);
    }

    void tell_value(const TdatRow& row, size_t column, std::string fault) {
        const TableColumn& meant = header_->schema.columns[column];
        TdatProblem problem{TdatFault::kValue, false, row.line, row.number, meant.name, "", "", ""};
        problem.found = shown_value(row.values[column]);
        problem.expected = name_of(meant.type);
        problem.text = fmt::format("{} is '{}': {}, the field is {}", meant.name, problem.found,
                                   fault, problem.expected);
        tell(problem);
    }

    void check_key(const TdatRow& row) {
        key_.clear();
        for (const size_t column : key_columns_) {
            if (!key_.empty()) key_ += '|';
            key_ += row.values[column];
        }
        if (keys_.is_full()) ++beyond_;
        const auto line = static_cast<uint32_t>(
            std::min<int64_t>(row.line, std::numeric_limits<uint32_t>::max()));
        const auto before = keys_.add(key_, line);
        if (!before) return;
        TdatProblem problem{TdatFault::kKey, false, 0, 0, "", "", shown_value(key_), ""};
        problem.text = fmt::format("the unique key has the value '{}' in lines {} and {}",
                                   shown_value(key_), *before, row.line);
        tell(problem);
    }

    void check_complete(const TdatSummary& summary) {
        const auto& total = header_->total_rows;
        TdatProblem problem;
        problem.fault = TdatFault::kIncomplete;
        problem.found = fmt::format("{} rows", summary.rows);
        if (total) problem.expected = fmt::format("{} rows", *total);
        const std::string said = total ? fmt::format(", TOTAL ROWS says {}", *total) : "";
        if (!summary.ended)
            problem.text = fmt::format("{} rows{}, no <END>: the copy was cut", summary.rows, said);
        else if (total && summary.rows < *total)
            problem.text = fmt::format("{} rows{}: rows are missing", summary.rows, said);
        else if (total && summary.rows > *total) {
            problem.text = fmt::format("{} rows{}: the comment is out of date", summary.rows, said);
            problem.warning = true;
        }
        if (problem.text.empty()) return;
        findings_.push_back(tdat_finding(problem));  // whatever else was found
    }

    TdatReader reader_;
    std::optional<TdatHeader> header_;
    std::vector<size_t> key_columns_;
    std::string key_;
    KeySet keys_;
    int64_t beyond_ = 0;
    std::vector<Finding> findings_;
};

TdatCheck::TdatCheck() : pass_(std::make_unique<Pass>()) {}
TdatCheck::~TdatCheck() = default;
void TdatCheck::feed(std::span<const std::byte> bytes) { pass_->feed(bytes); }
std::vector<Finding> TdatCheck::finish() { return pass_->finish(); }
const std::optional<TdatHeader>& TdatCheck::header() const { return pass_->header(); }

}  // namespace heafs
