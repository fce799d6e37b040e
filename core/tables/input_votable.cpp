#include "core/tables/input_votable.h"

#include <fmt/format.h>

#include <array>
#include <map>

#include "core/delivery/rules.h"
#include "core/tables/input_columns.h"
#include "core/tables/votable_cell.h"
#include "core/tables/xml_events.h"
#include "core/tdat/tdat_header.h"

namespace heafs {
namespace {

constexpr size_t kMostText = size_t{16} << 20;  // of one element
constexpr size_t kMostRowBytes = size_t{64} << 20;

// Base64 (RFC 4648), in pieces.
class Base64 {
   public:
    // False for what is no such character.
    bool feed(std::string_view text, std::vector<std::byte>& into) {
        for (const char c : text) {
            if (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '=') continue;
            const size_t at = kAlphabet.find(c);
            if (at == std::string_view::npos) return false;
            bits_ = bits_ << 6 | static_cast<uint32_t>(at);
            count_ += 6;
            if (count_ < 8) continue;
            count_ -= 8;
            into.push_back(static_cast<std::byte>(bits_ >> count_ & 0xff));
        }
        return true;
    }

   private:
    static constexpr std::string_view kAlphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t bits_ = 0;
    int count_ = 0;
};

class VotableInput {
   public:
    explicit VotableInput(const TableInputTake& take) : take_(take) {}

    void read(std::span<const std::byte> bytes) {
        XmlTake xml;
        xml.begin = [this](std::string_view name, const XmlAttributes& attributes, int64_t line) {
            begin(name, attributes, line);
        };
        xml.end = [this](std::string_view name) { end(name); };
        xml.text = [this](std::string_view text) { take_text(text); };
        const std::string fault = parse_xml(bytes, xml);
        if (!fault.empty()) return refuse("no well-formed VOTable: " + fault);
        if (tables_ == 0) return refuse("there is no TABLE in the document");
        if (!refused_ && !told_header_) tell_header();
        tell_infinite();
    }

   private:
    void refuse(const std::string& text) {
        refused_ = true;
        take_.problem(make_finding("TDT-001", "", text));
    }
    bool in_first_table() const { return in_table_ && tables_ == 1 && !refused_; }

    void begin(std::string_view name, const XmlAttributes& attributes, int64_t line) {
        text_.clear();
        wants_text_ = name == "DESCRIPTION" || name == "TD";
        if (name == "TABLE") {
            in_table_ = true;
            if (++tables_ == 1) schema_.description = input_text(word(attributes, "name"));
            if (attributes.count("ref") > 0 && tables_ == 1)
                refuse(fmt::format("line {}: a TABLE that refers to another is not read", line));
        }
        if (name == "COOSYS" && attributes.count("equinox") > 0)
            equinox_ = word(attributes, "equinox");
        if (!in_first_table()) return;
        if (name == "FIELD") add_field(attributes, line);
        if (name == "VALUES" && in_field_ && attributes.count("null") > 0)
            fields_.back().null = word(attributes, "null");
        if (name == "TABLEDATA" || name == "BINARY" || name == "BINARY2") {
            if (told_header_)
                return refuse(fmt::format("line {}: a second {} in the TABLE", line, name));
            binary_ = name == "BINARY" ? 1 : name == "BINARY2" ? 2 : 0;
            tell_header();
        }
        if (name == "FITS")
            refuse(fmt::format("line {}: data as FITS: deliver the FITS file", line));
        if ((name == "STREAM" || name == "TR") && !told_header_)
            refuse(fmt::format("line {}: a {} outside of a table's data", line, name));
        if (name == "STREAM") begin_stream(attributes, line);
        if (name == "TR") {
            row_.clear();
            row_line_ = line;
            cells_ = 0;
            bad_cell_.clear();
        }
    }

    static std::string word(const XmlAttributes& attributes, const char* key) {
        const auto found = attributes.find(key);
        return found == attributes.end() ? std::string() : found->second;
    }

    void add_field(const XmlAttributes& attributes, int64_t line) {
        if (told_header_) return refuse(fmt::format("line {}: a FIELD after the data began", line));
        std::string why_not;
        const auto field = votable_field(attributes, why_not);
        if (!field)
            return refuse(fmt::format("line {}: FIELD {} is {}, which no column of a table can be",
                                      line, word(attributes, "name"), why_not));
        fields_.push_back(*field);
        in_field_ = true;
    }

    void begin_stream(const XmlAttributes& attributes, int64_t line) {
        if (refused_) return;
        if (binary_ == 0)
            return refuse(fmt::format("line {}: a STREAM outside of BINARY and BINARY2", line));
        if (attributes.count("href") > 0)
            return refuse(
                fmt::format("line {}: its data are elsewhere: deliver them inside", line));
        if (word(attributes, "encoding") != "base64")
            return refuse(fmt::format("line {}: a STREAM that is not base64", line));
        in_stream_ = true;
    }

    void take_text(std::string_view text) {
        if (in_stream_ && in_first_table()) {
            if (!base64_.feed(text, pending_)) return refuse("a STREAM holds what is no base64");
            return take_binary_rows(false);
        }
        if (!wants_text_) return;
        if (text_.size() + text.size() > kMostText)
            return refuse(fmt::format("a cell of more than {} bytes", kMostText));
        text_ += text;
    }

    void end(std::string_view name) {
        if (name == "TABLE") in_table_ = false;
        if (name == "DESCRIPTION") describe();
        wants_text_ = false;
        if (!in_first_table()) return;
        if (name == "FIELD") in_field_ = false;
        if (name == "TD") take_cell();
        if (name == "TR") end_row();
        if (name == "STREAM" && in_stream_) {
            in_stream_ = false;
            take_binary_rows(true);
        }
    }

    void describe() {
        if (in_field_)
            fields_.back().description = input_text(text_);
        else if (in_first_table() && !told_header_)
            schema_.description = input_text(text_);
    }

    void tell_header() {
        if (told_header_ || refused_) return;
        told_header_ = true;
        if (fields_.empty()) return refuse("the TABLE has no FIELD");
        InputColumns columns;
        TableInputHeader header;
        header.kind = "VOTable";
        for (const VotableField& field : fields_) {
            header.has_widths = header.has_widths && field.length > 0;
            for (int64_t i = 0; i < field.elements; ++i) {
                const std::string index =
                    field.elements > 1 ? fmt::format("_{}", i + 1) : std::string();
                if (columns.columns().size() > kMaxTdatFields) break;
                TableColumn& made = columns.add(field.name + index, column_type_of(field));
                made.unit = input_unit(field.unit);
                made.ucd = input_ucd(field.ucd);
                made.description = field.description;
            }
        }
        for (const Finding& problem : columns.problems()) {
            refused_ = true;
            take_.problem(problem);
        }
        if (refused_) return;
        schema_.columns = columns.columns();
        if (!equinox_.empty()) schema_.virtual_parameters.emplace_back("equinox", equinox_);
        note_positions(schema_);
        header.schema = schema_;
        header.notes = columns.notes();
        take_.header(header);
    }

    void take_cell() {
        const size_t at = cells_++;
        if (at >= fields_.size()) return;
        auto values = values_of_text(fields_[at], text_, infinite_[at]);
        if (!values) {
            bad_cell_ = fmt::format("{} holds '{}', expected {} values", fields_[at].name,
                                    input_text(text_.substr(0, 60)), fields_[at].elements);
            values.emplace(static_cast<size_t>(fields_[at].elements));
        }
        for (std::string& value : *values) row_.push_back(std::move(value));
    }

    void end_row() {
        ++rows_;
        std::string fault = bad_cell_;
        if (cells_ != fields_.size())
            fault = fmt::format("{} values, expected {}", cells_, fields_.size());
        if (fault.empty()) return take_row();
        Finding finding = make_finding("TDT-001", "", row_place(rows_, row_line_) + fault);
        finding.row = rows_;
        take_.problem(std::move(finding));
    }

    void take_row() {
        std::vector<std::string_view> values(row_.begin(), row_.end());
        for (std::string_view& value : values) value = tdat_trimmed(value);
        take_.row({rows_, row_line_, values});
    }

    // As many whole rows as there are bytes of.
    void take_binary_rows(bool last) {
        std::span<const std::byte> rest = pending_;
        while (!rest.empty() && take_binary_row(rest)) {
        }
        if (last && !rest.empty() && !refused_)
            refuse(fmt::format("row {} of the STREAM is not whole", rows_ + 1));
        if (rest.size() > kMostRowBytes)
            refuse(fmt::format("a row of more than {} bytes", kMostRowBytes));
        pending_.erase(pending_.begin(), pending_.end() - static_cast<std::ptrdiff_t>(rest.size()));
    }

    bool take_binary_row(std::span<const std::byte>& rest) {
        std::span<const std::byte> bytes = rest;
        const size_t mask_bytes = binary_ == 2 ? (fields_.size() + 7) / 8 : 0;
        if (bytes.size() < mask_bytes) return false;
        const auto mask = bytes.first(mask_bytes);
        bytes = bytes.subspan(mask_bytes);
        row_.clear();
        infinite_of_row_.assign(fields_.size(), 0);
        for (size_t i = 0; i < fields_.size(); ++i) {
            const bool is_null =
                binary_ == 2 && (static_cast<unsigned>(mask[i / 8]) >> (7 - i % 8) & 1) != 0;
            const auto values = values_of_bytes(fields_[i], bytes, is_null, infinite_of_row_[i]);
            if (!values) return false;
            row_.insert(row_.end(), values->begin(), values->end());
        }
        rest = bytes;
        for (size_t i = 0; i < fields_.size(); ++i) infinite_[i] += infinite_of_row_[i];
        ++rows_;
        row_line_ = 0;
        take_row();
        return true;
    }

    void tell_infinite() {
        for (const auto& [at, count] : infinite_) {
            if (count == 0) continue;
            Finding finding =
                make_finding("TDT-003", "",
                             fmt::format("{}: {} infinite values become null: a table has none",
                                         fields_[at].name, count));
            finding.severity = Severity::kWarning;
            take_.problem(std::move(finding));
        }
    }

    const TableInputTake& take_;
    TableSchema schema_;
    std::vector<VotableField> fields_;
    std::string equinox_;
    int tables_ = 0;
    bool in_table_ = false, in_field_ = false, in_stream_ = false;
    bool told_header_ = false, refused_ = false, wants_text_ = false;
    int binary_ = 0;
    std::string text_;  // of the element at hand
    std::vector<std::string> row_;
    int64_t rows_ = 0, row_line_ = 0;
    size_t cells_ = 0;
    std::string bad_cell_;
    std::map<size_t, int64_t> infinite_;  // values, by field
    std::vector<int64_t> infinite_of_row_;
    Base64 base64_;
    std::vector<std::byte> pending_;  // of the STREAM, not yet a row
};

}  // namespace

void read_votable_input(std::span<const std::byte> bytes, const TableInputTake& take) {
    VotableInput(take).read(bytes);
}

}  // namespace heafs
