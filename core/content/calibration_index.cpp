// An index of CALDB, caldb.indx: its columns (CAL/GEN/92-008), and whether two of its rows answer
// the same question.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/base/calendar_date.h"
#include "core/content/calibration_rules.h"
#include "core/content/cell_reader.h"

namespace heafs {
namespace {

struct ColumnRule {
    const char* name;
    std::string_view types;
};

// CAL/GEN/92-008; integers may be I or J.
constexpr ColumnRule kColumns[] = {
    {"TELESCOP", "A"},  {"INSTRUME", "A"}, {"DETNAM", "A"},   {"FILTER", "A"},   {"CAL_DEV", "A"},
    {"CAL_DIR", "A"},   {"CAL_FILE", "A"}, {"CAL_CLAS", "A"}, {"CAL_DTYP", "A"}, {"CAL_CNAM", "A"},
    {"CAL_CBD", "A"},   {"CAL_XNO", "IJ"}, {"CAL_VSD", "A"},  {"CAL_VST", "A"},  {"REF_TIME", "DE"},
    {"CAL_QUAL", "IJ"}, {"CAL_DATE", "A"}, {"CAL_DESC", "A"}};

constexpr int64_t kBoundaryWidth = 70;
constexpr int64_t kMostRows = 50'000;
constexpr size_t kMostOfAQuestion = 500;  // rows that are compared with each other
constexpr size_t kMostTold = 20;

struct Row {
    CalibrationEntry entry;
    int64_t number = 0;
    std::string file;
    int64_t extension = 0;
};

const HduView* index_hdu(const FileFacts& file) {
    for (const HduView& hdu : file.hdus)
        if (upper_case(hdu.facts().extname) == "CIF") return &hdu;
    return nullptr;
}

bool has_columns(const HduView& hdu, const FitsHdu& table, std::vector<Finding>& findings) {
    bool sound = true;
    for (const ColumnRule& rule : kColumns) {
        const auto cells = CellReader::of(table, rule.name);
        if (cells && rule.types.find(cells->type()) != std::string_view::npos) continue;
        sound = false;
        findings.push_back(
            hdu.finding("CAL-014", cells ? fmt::format("column {} is of type {}, expected {}",
                                                       rule.name, cells->type(), rule.types[0])
                                         : fmt::format("column {} is missing", rule.name)));
        findings.back().column = rule.name;
    }
    return sound;
}

class Index {
   public:
    Index(const HduView& hdu, const FitsHdu& table) : hdu_(hdu) {
        for (const ColumnRule& rule : kColumns)
            cells_.emplace(rule.name, *CellReader::of(table, rule.name));
    }

    std::string text(const char* column, int64_t row) const { return cells_.at(column).text(row); }
    int64_t integer(const char* column, int64_t row) const {
        const auto values = cells_.at(column).integers(row, 1);
        return values.empty() ? 0 : values[0];
    }
    double real(const char* column, int64_t row) const { return cells_.at(column).real(row); }

    Row row(int64_t number) const {
        Row row;
        row.number = number + 1;
        row.file = text("CAL_DIR", number) + "/" + text("CAL_FILE", number);
        row.extension = integer("CAL_XNO", number);
        CalibrationEntry& entry = row.entry;
        entry.telescop = text("TELESCOP", number);
        entry.instrume = text("INSTRUME", number);
        entry.detnam = text("DETNAM", number);
        entry.filter = text("FILTER", number);
        entry.calibration_class = text("CAL_CLAS", number);
        entry.name = text("CAL_CNAM", number);
        entry.date = text("CAL_VSD", number);
        entry.time = text("CAL_VST", number);
        for (int64_t part = 0; part < 9; ++part) {
            std::string value = cells_.at("CAL_CBD").text(number, part, kBoundaryWidth);
            if (!value.empty() && upper_case(value) != "NONE")
                entry.boundaries.push_back(std::move(value));
        }
        return row;
    }

    Finding finding(std::string_view rule, int64_t row, const char* column,
                    std::string text) const {
        Finding finding = hdu_.finding(rule, std::move(text));
        finding.row = row;
        finding.column = column;
        return finding;
    }

    // What of a row cannot be meant; "" when all can.
    std::optional<Finding> fault(const Row& row) const {
        const std::string clas = upper_case(row.entry.calibration_class);
        if (text("CAL_FILE", row.number - 1).empty())
            return finding("CAL-014", row.number, "CAL_FILE",
                           fmt::format("row {}: CAL_FILE is empty", row.number));
        if (clas != "BCF" && clas != "CPF" && clas != "PCF" && clas != "USR")
            return finding("CAL-014", row.number, "CAL_CLAS",
                           fmt::format("row {}: CAL_CLAS '{}' is none of BCF, CPF, PCF, USR",
                                       row.number, row.entry.calibration_class));
        if (row.extension < 0)
            return finding("CAL-014", row.number, "CAL_XNO",
                           fmt::format("row {}: CAL_XNO is {}", row.number, row.extension));
        const auto moment = parse_calendar_moment(moment_of(row.entry));
        const double reference = real("REF_TIME", row.number - 1);
        if (moment && std::fabs(mjd_of(*moment) - reference) <= 1.0 / 1440) return std::nullopt;
        // Dates of the last century may be dd/mm/yy, which says less than REF_TIME.
        if (!moment && row.entry.date.size() == 8) return std::nullopt;
        return finding("CAL-014", row.number, "REF_TIME",
                       fmt::format("row {}: REF_TIME {} is not the MJD of CAL_VSD '{}' and CAL_VST "
                                   "'{}'",
                                   row.number, reference, row.entry.date, row.entry.time));
    }

   private:
    const HduView& hdu_;
    std::map<std::string, CellReader> cells_;
};

// Rows that say the same word for word answer it in one group.
std::string question_of(const Row& row) {
    const CalibrationEntry& entry = row.entry;
    return upper_case(fmt::format("{}|{}|{}|{}|{}|{}", entry.telescop, entry.instrume, entry.detnam,
                                  entry.filter, entry.name, moment_of(entry)));
}

// CAL-013: all good rows of one question but for the boundaries, each against those before.
void check_question(const Index& index, const std::vector<Row>& rows,
                    std::vector<Finding>& findings) {
    size_t told = 0;
    for (size_t i = 1; i < rows.size() && told < kMostTold; ++i) {
        const size_t from = i > kMostOfAQuestion ? i - kMostOfAQuestion : 0;
        for (size_t j = from; j < i; ++j) {
            if (!same_question(rows[i].entry, rows[j].entry)) continue;
            if (rows[i].file == rows[j].file && rows[i].extension == rows[j].extension) continue;
            findings.push_back(index.finding(
                "CAL-013", rows[i].number, "CAL_FILE",
                fmt::format(
                    "rows {} and {} answer the same question ({} from {}): {}[{}] conflicts "
                    "with {}[{}]; supersede one or change its CBD",
                    rows[i].number, rows[j].number, rows[i].entry.name, moment_of(rows[i].entry),
                    rows[i].file, rows[i].extension, rows[j].file, rows[j].extension)));
            ++told;
            break;
        }
    }
}

}  // namespace

bool has_rows_to_check(const FileFacts& file) {
    const bool response = std::any_of(file.hdus.begin(), file.hdus.end(), [](const HduView& hdu) {
        return hdu.hdu_class() == HduClass::kRedistribution ||
               hdu.hdu_class() == HduClass::kEnergyBounds;
    });
    return response || (file.context.area == "caldb" && index_hdu(file) != nullptr);
}

std::vector<std::string> check_calibration_index(const FileFacts& file, const FitsView& view,
                                                 std::vector<Finding>& findings) {
    const HduView* hdu = index_hdu(file);
    if (hdu == nullptr || file.context.area != "caldb") return {};
    const auto number = static_cast<size_t>(hdu->facts().number - 1);
    if (number >= view.hdus().size()) return {};
    const FitsHdu& table = view.hdus()[number];
    if (!hdu->has("CIFVERSN"))
        findings.push_back(
            hdu->finding("CAL-014", "CIFVERSN, the version of the index, is missing"));
    if (!has_columns(*hdu, table, findings)) return {};
    const Index index(*hdu, table);
    std::set<std::string> files;
    std::map<std::string, std::vector<Row>> questions;
    size_t told = 0;
    for (int64_t i = 0; i < std::min(table.rows(), kMostRows); ++i) {
        Row row = index.row(i);
        if (auto fault = index.fault(row); fault && ++told <= kMostTold)
            findings.push_back(std::move(*fault));
        if (files.size() < kMostIndexedFiles && row.file.size() <= kMostIndexedPath)
            files.insert(row.file);
        if (index.integer("CAL_QUAL", i) == 0)
            questions[question_of(row)].push_back(std::move(row));
    }
    for (const auto& [question, rows] : questions) check_question(index, rows, findings);
    return {files.begin(), files.end()};
}

}  // namespace heafs
