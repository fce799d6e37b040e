#include "core/tables/table_input.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/delivery/rules.h"
#include "core/tables/input_csv.h"
#include "core/tables/input_fits.h"
#include "core/tables/input_tdat.h"
#include "core/tables/input_votable.h"
#include "core/tdat/tdat_check.h"

namespace heafs {
namespace {

using Reader = void (*)(std::span<const std::byte>, const TableInputTake&);

struct Kind {
    std::string_view extension;
    Reader read;
};

constexpr Kind kKinds[] = {{"tdat", read_tdat_input},   {"hdr", read_tdat_input},
                           {"fits", read_fits_input},   {"fit", read_fits_input},
                           {"vot", read_votable_input}, {"csv", read_csv_input}};

const Kind* kind_of(std::string_view extension) {
    if (extension.ends_with(".gz")) extension.remove_suffix(3);
    const auto found = std::find_if(std::begin(kKinds), std::end(kKinds),
                                    [&](const Kind& kind) { return kind.extension == extension; });
    return found == std::end(kKinds) ? nullptr : found;
}

}  // namespace

bool is_table_extension(std::string_view extension) { return kind_of(extension) != nullptr; }

bool is_header_extension(std::string_view extension) {
    return extension == "hdr" || extension == "hdr.gz";
}

void read_table_input(std::span<const std::byte> bytes, std::string_view extension,
                      const TableInputTake& take) {
    const Kind* kind = kind_of(extension);
    if (kind == nullptr)
        return take.problem(
            make_finding("TDT-001", "", fmt::format(".{} is no kind of table", extension)));
    kind->read(bytes, take);
}

std::string row_place(int64_t number, int64_t line) {
    if (number > 0 && line > 0) return fmt::format("row {} (line {}): ", number, line);
    if (number > 0) return fmt::format("row {}: ", number);
    return line > 0 ? fmt::format("line {}: ", line) : std::string();
}

Finding value_finding(const TableInputRow& row, const TableColumn& column, std::string_view value,
                      const std::string& fault) {
    const std::string shown = shown_value(value);
    Finding finding = make_finding(
        "TDT-003", "",
        fmt::format("{}{} is '{}': {}, the field is {}", row_place(row.number, row.line),
                    column.name, shown, fault, name_of(column.type)));
    finding.row = row.number;
    finding.column = column.name;
    finding.found = shown;
    finding.expected = name_of(column.type);
    return finding;
}

std::vector<Finding> check_table_input(std::span<const std::byte> bytes,
                                       std::string_view extension) {
    std::vector<Finding> findings;
    TableInputHeader header;
    TableInputTake take;
    const auto note = [&](Finding finding) {
        if (findings.size() < kMostTdatProblems) findings.push_back(std::move(finding));
    };
    take.header = [&](const TableInputHeader& given) {
        header = given;
        for (const Finding& finding : given.notes) note(finding);
    };
    take.problem = note;
    take.row = [&](const TableInputRow& row) {
        if (!header.has_types) return;
        for (size_t i = 0; i < row.values.size(); ++i) {
            TableColumn column = header.schema.columns[i];
            if (!header.has_widths && column.type.cell == CellType::kText)
                column.type.length = static_cast<int64_t>(row.values[i].size()) + 1;
            const std::string fault = tdat_value_fault(column, row.values[i]);
            if (!fault.empty()) note(value_finding(row, column, row.values[i], fault));
        }
    };
    read_table_input(bytes, extension, take);
    return findings;
}

}  // namespace heafs
