#include "core/fits/telemetry_check.h"

#include <fmt/format.h>

#include "core/fits/card.h"
#include "core/fits/column_cards.h"
#include "core/fits/table_layout.h"

namespace heafs {
namespace {

bool is_wrapper(const StatedHeader& stated, const ColumnKeywords& column) {
    if (!stated.header.xtension || stated.header.xtension->value != "BINTABLE") return false;
    if (stated.is_compressed_image() || stated.is_compressed_table()) return false;
    const bool has_unit = column.unit != nullptr && !column.unit->value.empty();
    return element_type(column.form, false) == 'B' && !has_unit;
}

}  // namespace

void TelemetryCheck::add(const StatedHeader& stated, int64_t data_bytes) {
    if (data_bytes == 0) return;
    const auto& tfields = stated.header.tfields;
    const bool one_column = tfields && tfields->value == 1;
    const auto column = one_column ? column_keywords(stated.cards, 1)[0] : ColumnKeywords();
    if (!one_column || !is_wrapper(stated, column)) {
        has_other_data_ = true;
        return;
    }
    if (wrapper_) return;
    const HeaderCard& form = *column.form;
    const std::string name = column.name != nullptr ? column.name->value : "";
    Finding finding;
    finding.rule = "NAM-016";
    finding.severity = Severity::kWarning;
    finding.hdu = stated.header.hdu;
    finding.extname = stated.header.extname;
    finding.column = name;
    finding.card = form.card;
    finding.offset = stated.header.offset + (form.card - 1) * static_cast<int64_t>(kCardBytes);
    finding.found = form.quoted_card;
    finding.expected = "columns with names and units";
    finding.text = fmt::format(
        "{}: the file wraps raw telemetry: all its data are bytes of {} (`{}`), which has no unit.",
        hdu_label(stated.header), column_label({name, 1, 0, {}}), form.quoted_card);
    finding.remedy = "Archive the telemetry converted to columns with names and units";
    wrapper_ = std::move(finding);
}

void TelemetryCheck::finish(FindingList& findings) {
    if (wrapper_ && !has_other_data_) findings.add(*std::move(wrapper_));
}

}  // namespace heafs
