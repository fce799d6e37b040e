#include "core/tables/input_csv.h"

#include <fmt/format.h>

#include <optional>

#include "core/delivery/rules.h"
#include "core/tables/input_columns.h"
#include "core/tdat/tdat_header.h"

namespace heafs {
namespace {

// Takes one record after the other off the text.
class CsvRecords {
   public:
    explicit CsvRecords(std::string_view text) : text_(text) {
        if (text_.starts_with("\xef\xbb\xbf")) text_.remove_prefix(3);
    }

    // False at the end. `fault` says what no CSV may hold; the record ends there.
    bool next() {
        record_line_ = line_;
        values_.clear();
        kept_.clear();
        fault.clear();
        if (text_.empty()) return false;
        while (take_value()) {
        }
        return true;
    }
    int64_t line() const { return record_line_; }  // where the record begins
    std::vector<std::string_view> values() const {
        std::vector<std::string_view> values;
        for (const auto& [from, length] : values_)
            values.push_back(tdat_trimmed(std::string_view(kept_).substr(from, length)));
        return values;
    }
    std::string fault;

   private:
    // False when it was the record's last.
    bool take_value() {
        const size_t from = kept_.size();
        if (text_.starts_with('"'))
            take_quoted();
        else
            take_plain();
        values_.emplace_back(from, kept_.size() - from);
        if (text_.starts_with(',')) {
            text_.remove_prefix(1);
            return true;
        }
        end_line();
        return false;
    }

    void take_plain() {
        const size_t end = std::min(text_.find_first_of(",\r\n"), text_.size());
        const std::string_view value = text_.substr(0, end);
        if (value.find('"') != std::string_view::npos && fault.empty())
            fault = fmt::format("value {} has a quote inside and none around it",
                                values_.size() + 1);
        kept_ += value;
        text_.remove_prefix(end);
    }

    void take_quoted() {
        text_.remove_prefix(1);
        for (;;) {
            const size_t quote = text_.find('"');
            if (quote == std::string_view::npos) {
                fault = fmt::format("the quote before value {} is not closed", values_.size() + 1);
                text_ = {};
                return;
            }
            const std::string_view piece = text_.substr(0, quote);
            for (const char c : piece) line_ += c == '\n';
            kept_ += piece;
            text_.remove_prefix(quote + 1);
            if (!text_.starts_with('"')) break;
            kept_ += '"';
            text_.remove_prefix(1);
        }
        const size_t end = std::min(text_.find_first_of(",\r\n"), text_.size());
        if (end > 0 && fault.empty())
            fault = fmt::format("text stands behind the closing quote of value {}",
                                values_.size() + 1);
        text_.remove_prefix(end);
    }

    void end_line() {
        if (text_.starts_with('\r')) text_.remove_prefix(1);
        if (text_.starts_with('\n')) text_.remove_prefix(1);
        ++line_;
    }

    std::string_view text_;
    int64_t line_ = 1;
    int64_t record_line_ = 1;
    std::vector<std::pair<size_t, size_t>> values_;  // places in kept_
    std::string kept_;
};

Finding row_fault(int64_t number, int64_t line, const std::string& text) {
    Finding finding = make_finding("TDT-001", "", row_place(number, line) + text);
    if (number > 0) finding.row = number;
    return finding;
}

}  // namespace

void read_csv_input(std::span<const std::byte> bytes, const TableInputTake& take) {
    CsvRecords records({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    TableInputHeader header;
    header.kind = "CSV";
    header.has_types = header.has_widths = false;
    if (!records.next() || !records.fault.empty())
        return take.problem(row_fault(0, 1, "no line with the names of columns"));
    if (records.values().size() > kMaxTdatFields)
        return take.problem(row_fault(0, 1, fmt::format("more than {} columns", kMaxTdatFields)));
    InputColumns columns;
    for (const std::string_view name : records.values())
        columns.add(std::string(name), {CellType::kText, 1});
    for (const Finding& finding : columns.problems()) take.problem(finding);
    header.schema.columns = columns.columns();
    header.notes = columns.notes();
    take.header(header);
    const size_t expected = header.schema.columns.size();
    for (int64_t number = 1; records.next(); ++number) {
        const auto values = records.values();
        if (!records.fault.empty()) {
            take.problem(row_fault(number, records.line(), records.fault));
        } else if (values.size() != expected) {
            Finding finding = row_fault(
                number, records.line(),
                fmt::format("{} values, expected {}", values.size(), expected));
            finding.found = fmt::format("{} values", values.size());
            finding.expected = fmt::format("{} values", expected);
            take.problem(std::move(finding));
        } else {
            take.row({number, records.line(), values});
        }
    }
}

}  // namespace heafs
