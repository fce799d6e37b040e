#include "core/fits/table_layout.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/fits/card.h"

namespace heafs {
namespace {

constexpr const char* kBinaryForms =
    "rT with T one of L X B I J K A E D C M, or rPt(max), rQt(max)";
constexpr const char* kAsciiForms = "Aw, Iw, Fw.d, Ew.d or Dw.d";

Finding table_finding(const char* rule, Severity severity, const Header& header,
                      const std::string& sentence) {
    Finding finding;
    finding.rule = rule;
    finding.severity = severity;
    finding.hdu = header.hdu;
    finding.extname = header.extname;
    finding.text = fmt::format("{}: {}.", hdu_label(header), sentence);
    return finding;
}

void set_card(Finding& finding, const Header& header, int64_t card) {
    finding.card = card;
    finding.offset = header.offset + (card - 1) * static_cast<int64_t>(kCardBytes);
}

// Takes the digits that open `text` off it; `absent` if there are none, nothing beyond 2^63.
std::optional<int64_t> take_number(std::string_view& text, int64_t absent) {
    const size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
    const std::string_view digits = text.substr(0, end);
    text.remove_prefix(end);
    return digits.empty() ? absent : parse_integer(digits);
}

// The rest of a form after P or Q: the type of the elements and perhaps "(max)".
bool parse_heap_form(BinaryForm& form, std::string_view text) {
    if (form.repeat > 1 || text.empty() || element_bits(text[0]) == 0) return false;
    form.element = text[0];
    text.remove_prefix(1);
    if (form.element == 'P' || form.element == 'Q') return false;
    if (!text.starts_with('(')) return true;
    text.remove_prefix(1);
    const auto most = take_number(text, -1);
    if (!most) return false;
    form.max_elements = *most;
    return text.starts_with(')');
}

std::string column_label(const Header& header, int64_t number) {
    const auto& name = header.columns[static_cast<size_t>(number) - 1].name;
    if (!name || name->value.empty()) return fmt::format("column {}", number);
    return fmt::format("column {} ({})", number, quoted(name->value));
}

std::string column_name(const ColumnCards& cards) { return cards.name ? cards.name->value : ""; }

void report_form(const Header& header, int64_t number, const char* legal, FindingList& findings) {
    if (!findings.wants("TAB-001")) return;
    const ColumnCards& cards = header.columns[static_cast<size_t>(number) - 1];
    const std::string label = column_label(header, number);
    Finding finding =
        table_finding("TAB-001", Severity::kFatal, header,
                      cards.form ? fmt::format("TFORM{} of {} is `{}`, which is no legal format",
                                               number, label, quoted(cards.form->value))
                                 : fmt::format("TFORM{} of {} is missing", number, label));
    if (cards.form) {
        set_card(finding, header, cards.form->card);
        finding.found = cards.form->quoted_card;
    }
    finding.column = column_name(cards);
    finding.expected = legal;
    finding.remedy = fmt::format("Write TFORM{} as {}", number, legal);
    findings.add(std::move(finding));
}

void check_indices(const Header& header, int64_t tfields, FindingList& findings) {
    for (const ColumnIndex& stray : header.stray) {
        if (stray.index <= tfields || !findings.wants("TAB-003")) continue;
        Finding finding =
            table_finding("TAB-003", Severity::kError, header,
                          fmt::format("{} in card {} belongs to no column, for TFIELDS is {}",
                                      stray.keyword, stray.card, tfields));
        set_card(finding, header, stray.card);
        finding.found = stray.keyword;
        finding.expected = fmt::format("column numbers from 1 to {}", tfields);
        finding.remedy = "Remove the card or correct TFIELDS";
        findings.add(std::move(finding));
    }
}

// TFIELDS if it is usable.
std::optional<int64_t> check_tfields(const Header& header, FindingList& findings) {
    const auto& stated = header.tfields;
    if (stated && stated->value >= 0 && stated->value <= kMaxColumns) return stated->value;
    Finding finding =
        table_finding("TAB-001", Severity::kFatal, header,
                      stated ? fmt::format("TFIELDS = {} is not between 0 and 999", stated->value)
                             : std::string("TFIELDS states no number of columns"));
    if (stated) {
        set_card(finding, header, stated->card);
        finding.found = fmt::format("{}", stated->value);
    }
    finding.expected = "0 to 999";
    finding.remedy = "State the number of columns in TFIELDS";
    findings.add(std::move(finding));
    return std::nullopt;
}

void report_width(const Header& header, const HduSize& size, const std::string& need,
                  FindingList& findings) {
    Finding finding = table_finding(
        "TAB-002", Severity::kFatal, header,
        fmt::format("the columns need {} bytes in a row, but NAXIS1 is {}", need, size.row_bytes));
    if (!header.axes.empty() && header.axes[0]) set_card(finding, header, header.axes[0]->card);
    finding.found = fmt::format("{}", size.row_bytes);
    finding.expected = need;
    finding.remedy = "Correct NAXIS1 or the TFORMn that is wrong";
    findings.add(std::move(finding));
}

// The bytes between the rows and the heap, within PCOUNT; all of these if THEAP cannot be.
int64_t heap_gap(const Header& header, const HduSize& size) {
    if (!header.theap) return 0;
    const int64_t table = size.row_bytes * size.rows;
    if (header.theap->value < table) return size.pcount;
    return std::min(header.theap->value - table, size.pcount);
}

std::optional<TableLayout> check_binary(const Header& header, const HduSize& size,
                                        FindingList& findings) {
    TableLayout layout;
    layout.row_bytes = size.row_bytes;
    layout.rows = size.rows;
    layout.heap_gap = heap_gap(header, size);
    layout.heap_bytes = size.pcount - layout.heap_gap;
    int64_t width = 0;
    bool legal = true;
    bool overflow = false;
    for (size_t i = 0; i < header.columns.size(); ++i) {
        const ColumnCards& cards = header.columns[i];
        const auto number = static_cast<int64_t>(i) + 1;
        const auto form = cards.form ? parse_binary_form(cards.form->value) : std::nullopt;
        if (!form) {
            legal = false;
            report_form(header, number, kBinaryForms, findings);
            continue;
        }
        layout.columns.push_back({column_name(cards), number, width, *form});
        overflow = overflow || __builtin_add_overflow(width, form->width, &width);
    }
    if (!legal) return std::nullopt;
    if (!overflow && width == size.row_bytes) return layout;
    report_width(header, size, overflow ? "more than 2^63" : fmt::format("{}", width), findings);
    return std::nullopt;
}

// True if the field lies in the row.
bool check_field(const Header& header, const HduSize& size, int64_t number, int64_t width,
                 FindingList& findings) {
    const ColumnCards& cards = header.columns[static_cast<size_t>(number) - 1];
    const auto& start = cards.start;
    const bool inside = start && start->value >= 1 && start->value <= size.row_bytes + 1 &&
                        width <= size.row_bytes - (start->value - 1);
    if (inside || !findings.wants(start ? "TAB-002" : "TAB-001")) return inside;
    const std::string label = column_label(header, number);
    Finding finding = table_finding(
        start ? "TAB-002" : "TAB-001", Severity::kFatal, header,
        start ? fmt::format("{} is {} bytes wide from TBCOL{} = {} on, but NAXIS1 is {}", label,
                            width, number, start->value, size.row_bytes)
              : fmt::format("TBCOL{} of {} is missing", number, label));
    if (start) set_card(finding, header, start->card);
    finding.column = column_name(cards);
    finding.expected = "a field within the row";
    finding.remedy = fmt::format("Correct TBCOL{0} or TFORM{0}", number);
    findings.add(std::move(finding));
    return false;
}

std::optional<TableLayout> check_ascii(const Header& header, const HduSize& size,
                                       FindingList& findings) {
    TableLayout layout;
    layout.row_bytes = size.row_bytes;
    layout.rows = size.rows;
    bool sound = true;
    for (size_t i = 0; i < header.columns.size(); ++i) {
        const ColumnCards& cards = header.columns[i];
        const auto number = static_cast<int64_t>(i) + 1;
        const auto width = cards.form ? parse_ascii_form(cards.form->value) : std::nullopt;
        if (!width) {
            report_form(header, number, kAsciiForms, findings);
            sound = false;
        } else if (check_field(header, size, number, *width, findings)) {
            layout.fields.push_back(
                {column_name(cards), number, cards.start->value - 1, *width, cards.form->value[0]});
        } else {
            sound = false;
        }
    }
    return sound ? std::optional(std::move(layout)) : std::nullopt;
}

}  // namespace

int64_t element_bits(char type) {
    switch (type) {
        case 'X':
            return 1;
        case 'L':
        case 'B':
        case 'A':
            return 8;
        case 'I':
            return 16;
        case 'J':
        case 'E':
            return 32;
        case 'K':
        case 'D':
        case 'C':
        case 'P':
            return 64;
        case 'M':
        case 'Q':
            return 128;
        default:
            return 0;
    }
}

std::optional<BinaryForm> parse_binary_form(std::string_view text) {
    BinaryForm form;
    const auto repeat = take_number(text, 1);
    if (!repeat || text.empty()) return std::nullopt;
    form.repeat = *repeat;
    form.type = text[0];
    const int64_t bits = element_bits(form.type);
    if (bits == 0) return std::nullopt;
    text.remove_prefix(1);
    if (bits == 1)
        form.width = form.repeat / 8 + (form.repeat % 8 != 0 ? 1 : 0);
    else if (__builtin_mul_overflow(form.repeat, bits / 8, &form.width))
        return std::nullopt;
    if ((form.type == 'P' || form.type == 'Q') && !parse_heap_form(form, text)) return std::nullopt;
    return form;
}

std::optional<int64_t> parse_ascii_form(std::string_view text) {
    if (text.empty() || std::string_view("AIFED").find(text[0]) == std::string_view::npos)
        return std::nullopt;
    const char type = text[0];
    text.remove_prefix(1);
    const auto width = take_number(text, 0);
    if (!width || *width == 0) return std::nullopt;
    if (text.starts_with('.') && type != 'A' && type != 'I') {
        text.remove_prefix(1);
        const auto decimals = take_number(text, -1);
        if (!decimals || *decimals < 0) return std::nullopt;
    }
    return text.empty() ? width : std::nullopt;
}

std::optional<TableLayout> check_table(const Header& stated, const HduSize& size,
                                       FindingList& findings) {
    const auto tfields = check_tfields(stated, findings);
    if (!tfields) return std::nullopt;
    check_indices(stated, *tfields, findings);
    Header header = stated;
    header.columns.resize(static_cast<size_t>(*tfields));
    if (size.kind != "TABLE") return check_binary(header, size, findings);
    return check_ascii(header, size, findings);
}

std::string column_label(const BinaryColumn& column) {
    if (column.name.empty()) return fmt::format("column {}", column.number);
    return fmt::format("column {} ({})", column.number, quoted(column.name));
}

}  // namespace heafs
