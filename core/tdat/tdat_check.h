// Whether a TDAT file can become a table: the rules TDT-001 to TDT-005, in one pass and in bounded
// memory. Knows rows by their hashes alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/tables/table_schema.h"
#include "core/base/finding.h"
#include "core/tdat/tdat_header.h"

namespace heafs {

inline constexpr size_t kMostTdatProblems = 100;

// How many keys are compared: 16 bytes each. What comes behind is told, not compared.
inline constexpr size_t kMostTdatKeys = 3'000'000;

// What a value is not, or "" when it is one of the column's type: "no whole number", "beyond -128
// to 127", "40 characters". Null (empty) fits every type.
std::string tdat_value_fault(const TableColumn& column, std::string_view value);

// What is wrong as a finding of the group TDT, without a file name.
Finding tdat_finding(const TdatProblem& problem);
// At most so much of a value as a message can have, in printable ASCII.
std::string shown_value(std::string_view value);

// One file, whose (inflated) bytes are fed in order. Not for concurrent use.
class TdatCheck {
   public:
    TdatCheck();
    ~TdatCheck();
    TdatCheck(const TdatCheck&) = delete;
    TdatCheck& operator=(const TdatCheck&) = delete;

    void feed(std::span<const std::byte> bytes);
    // To be called once, after the last byte. At most kMostTdatProblems findings, without a file
    // name; line numbers stand in their text.
    std::vector<Finding> finish();
    // Of the header, once <DATA> has passed.
    const std::optional<TdatHeader>& header() const;

   private:
    class Pass;
    std::unique_ptr<Pass> pass_;
};

}  // namespace heafs
