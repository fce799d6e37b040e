// Reads TDAT, the text form of HEASARC's tables, as its bytes pass: millions of rows, lines of any
// length up to a bound, in memory that does not grow with the table. It says what is there and what
// is malformed; tdat_check.h judges values, keys and completeness.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/tdat/tdat_header.h"

namespace heafs {

inline constexpr size_t kMaxTdatLine = size_t{16} << 20;   // bytes of one line
inline constexpr size_t kMaxTdatHeader = size_t{8} << 20;  // bytes of all header lines

// One record. The views hold until the call that gets them returns.
struct TdatRow {
    int64_t number = 0;  // 1 is the first
    int64_t line = 0;    // of the file, where it begins
    // In the order of schema.columns: without blanks around them, with `\|` read as a bar. An empty
    // value is null.
    std::span<const std::string_view> values;
};

struct TdatSummary {
    int64_t rows = 0;         // records, malformed ones too
    bool has_header = false;  // <HEADER> and <DATA> were there
    bool ended = false;       // <END> was there
    bool operator==(const TdatSummary&) const = default;
};

// One file, whose (inflated) bytes are fed in order, however they are cut. Not for concurrent use.
class TdatReader {
   public:
    struct Take {
        std::function<void(const TdatHeader&)> header;    // once, at <DATA>
        std::function<void(const TdatRow&)> row;          // each record that has its values
        std::function<void(const TdatProblem&)> problem;  // of kind kStructure, kKey, kDescription
    };
    explicit TdatReader(Take take) : take_(std::move(take)) {}

    void feed(std::span<const std::byte> bytes);
    // To be called once, after the last byte.
    TdatSummary finish();

   private:
    enum class Part { kBefore, kHeader, kData, kAfter, kGivenUp };
    void take_line(std::string_view line);
    void take_header_line(std::string_view line);
    void take_data_line(std::string_view line);
    void begin_data();
    void split(std::string_view line);
    std::string_view unescaped(std::string_view value);
    void end_record();
    void give_up(std::string text);
    void tell(TdatProblem problem);

    Take take_;
    Part part_ = Part::kBefore;
    TdatHeaderParser parser_;
    TdatHeader header_;
    std::string partial_;  // the beginning of a line that is not whole
    int64_t line_ = 0;
    size_t header_bytes_ = 0;
    TdatSummary summary_;
    // The record at hand.
    size_t physical_ = 0;  // how many of its lines are there
    int64_t record_line_ = 0;
    bool record_is_whole_ = true;
    std::vector<std::string_view> pieces_;  // of one line
    std::string kept_;  // values of earlier lines of the record, and unescaped ones
    std::vector<std::pair<size_t, size_t>> places_;  // of the record's values in kept_
    std::vector<std::string_view> values_;
};

}  // namespace heafs
