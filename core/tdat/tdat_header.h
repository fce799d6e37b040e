// The header of a TDAT file as it stands between <HEADER> and <DATA>: keywords, field definitions,
// the order of values. Sources: HEASARC's "TDAT file format" (dbdocs/tdat.html), its database guide
// and genuine headers. Pure functions of text; bounded whatever the text holds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/tables/table_schema.h"

namespace heafs {

inline constexpr size_t kMaxTdatFields = 5000;

// What kind of thing is wrong; each is a rule of the group TDT.
enum class TdatFault {
    kStructure,    // TDT-001: header, fields, numbers of values
    kKey,          // TDT-002: the unique key
    kValue,        // TDT-003: a value that its field's type does not take
    kDescription,  // TDT-004: what the header should say
    kIncomplete,   // TDT-005: the file was cut
};

struct TdatProblem {
    TdatFault fault = TdatFault::kStructure;
    bool warning = false;  // the table can be used all the same
    int64_t line = 0;      // of the file, 1 is the first; 0 where no line is meant
    int64_t row = 0;       // 1 is the first record; 0 in the header
    std::string column;
    std::string text;  // complete in itself, without the line
    std::string found;
    std::string expected;
    bool operator==(const TdatProblem&) const = default;
};

struct TdatHeader {
    TableSchema schema;  // its columns in the order of the values of a record
    // The columns of each physical line of a record: line[1], line[2], ...; one line as a rule.
    std::vector<std::vector<size_t>> lines;
    std::optional<int64_t> total_rows;  // of the comment TOTAL ROWS
    std::string created;                // of the comment CREATION DATE; may be empty
    std::string modified;               // of LAST MODIFIED
    std::string delimiters = "|";       // field_delimiter: each character is one
    std::vector<KeyValue> keywords;     // all of `name = value`, fields and lines too, in order
    bool operator==(const TdatHeader&) const = default;
};

// Takes the lines of a header one by one, without their line ends.
class TdatHeaderParser {
   public:
    void take(std::string_view text, int64_t line);
    // To be called once, at <DATA>. What was wrong is in problems().
    TdatHeader finish();
    const std::vector<TdatProblem>& problems() const { return problems_; }

   private:
    struct Field {
        TableColumn column;
        int64_t line = 0;
        bool used = false;
    };
    struct Order {
        int64_t number = 0;  // of line[number]
        std::string names;
        int64_t line = 0;
    };
    void take_comment(std::string_view text);
    void take_keyword(std::string_view name, std::string_view value, int64_t line);
    void take_field(std::string_view name, std::string_view definition, int64_t line);
    void order_columns();
    void check_references();
    void check_limits();
    void check_description();
    TdatProblem& refuse(int64_t line, std::string text);
    void warn(int64_t line, std::string text);
    const KeyValue* keyword(std::string_view name) const;

    TdatHeader header_;
    std::vector<Field> fields_;
    std::vector<Order> orders_;
    std::vector<TdatProblem> problems_;
    bool too_many_ = false;
};

// `TYPE[:FORMAT][_UNIT] [UCD] (index|key) // DESCRIPTION // COMMENT` of a field. Nothing when the
// type is none.
std::optional<TableColumn> parse_tdat_field(std::string_view name, std::string_view definition);

// Without blanks and tabs at both ends.
std::string_view tdat_trimmed(std::string_view text);
// The values of a comma list or of words between blanks, without blanks.
std::vector<std::string> tdat_words(std::string_view text, std::string_view separators);

}  // namespace heafs
