// Walks the fields of ASCII tables as the bytes pass (FITS 4.0, section 7.2): characters (TAB-011)
// and numbers (TAB-013).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/fits/column_keywords.h"
#include "core/fits/finding_list.h"
#include "core/fits/header.h"
#include "core/fits/table_layout.h"
#include "core/fits/whole_rows.h"

namespace heafs {

// What is wrong with the text of a field of type I, F, E or D, or nullptr. An empty field is zero.
const char* ascii_number_fault(char type, std::string_view text);

// One ASCII table; rows wider than kMaxWalkedRow are not looked at. The header, the cards and the
// list are borrowed and outlive it. Not for concurrent use.
class AsciiWalk {
   public:
    AsciiWalk(const Header& header, const TableLayout& layout, int64_t data_offset,
              const std::vector<HeaderCard>& cards, FindingList& findings);
    // The next bytes of the data unit, in order.
    void add(std::span<const std::byte> bytes);
    // Reports what is told once per field.
    void finish();

   private:
    struct Place {
        int64_t row = 0;  // 0 is the first
        int64_t offset = 0;
    };
    struct Field {
        AsciiField field;
        std::string null;  // TNULL without trailing blanks; no field is equal to "" then
        bool has_null = false;
        int64_t bad_characters = 0;
        Place first_character;
        std::byte character{};
        int64_t bad_numbers = 0;
        Place first_number;
        std::string number;
        const char* fault = nullptr;
    };
    void take_rows(const std::byte* first, int64_t row, int64_t rows);
    void check_characters(std::span<const std::byte> rows, int64_t row);
    void note_character(std::byte value, int64_t row, int64_t at);
    void check_number(Field& field, std::string_view text, int64_t row);
    Finding finding(const char* rule, const Field* field, const Place& place,
                    const std::string& what) const;
    void report_characters(const Field& field);
    void report_between();
    void report_number(const Field& field);

    const Header& header_;
    FindingList& findings_;
    std::vector<Field> fields_;
    std::vector<uint16_t> field_at_;  // of each byte of a row: 1 + the place in fields_, 0 between
    WholeRows rows_;
    int64_t row_bytes_ = 0;
    int64_t table_bytes_ = 0;
    int64_t data_offset_ = 0;  // of the data unit in the file
    int64_t position_ = 0;     // in the data unit
    int64_t bad_between_ = 0;  // bytes between fields that are no ASCII at all
    Place first_between_;
    std::byte between_{};
};

}  // namespace heafs
