#include "products/sky/event_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "core/fits/card.h"
#include "core/fits/keyword.h"
#include "core/fits/table_layout.h"

namespace heafs {
namespace {

// What makes two lists' clocks and planes the same, beside their columns' cards.
constexpr std::array kClockKeywords = {"MJDREF", "MJDREFI", "MJDREFF", "TIMEZERO"};
constexpr std::array kCarriedClock = {"TASSIGN",  "TIMEPIXR", "TIMEDEL",
                                      "CLOCKAPP", "TIERRELA", "TIERABSO"};
// What a column's cells mean beside its name and form.
constexpr std::array kMeaning = {"SUNIT", "SSCAL", "SZERO", "SNULL", "SDIM"};
constexpr size_t kRootLength = 5;  // of STYPEn, SFORMn and so on

// The number of a kept column keyword: 12 for STYPE12; nothing for others.
std::optional<int64_t> column_number(std::string_view card) {
    const std::string_view name = keyword_of(card);
    if (name.size() <= kRootLength - 1 || name[0] != 'S') return std::nullopt;
    const size_t digits = name.find_first_of("0123456789");
    if (digits == std::string_view::npos) return std::nullopt;
    return parse_integer(name.substr(digits));
}

// A mission file may name no such column.
bool is_named(const std::string& column, const std::string& wanted) {
    return !wanted.empty() && same_name(column, wanted);
}

}  // namespace

std::vector<EventTable::Kept> EventTable::columns_of(const EventSegment& segment) {
    std::vector<Kept> columns;
    int64_t offset = 0;
    for (int64_t number = 1;; ++number) {
        const auto form = segment.rows().text(fmt::format("SFORM{}", number));
        if (!form) return columns;
        const auto parsed = parse_binary_form(*form);
        const int64_t width = parsed ? parsed->width : 0;
        // Cells that point into a heap mean nothing without it.
        if (parsed && parsed->type != 'P' && parsed->type != 'Q')
            columns.push_back({segment.rows().text(fmt::format("STYPE{}", number)).value_or(""),
                               *form, offset, width, number});
        offset += width;
    }
}

bool EventTable::agree(const EventSegment& a, const EventSegment& b) const {
    for (const char* keyword : kClockKeywords)
        if (a.header().text(keyword) != b.header().text(keyword)) return false;
    const auto described = [](const EventSegment& segment) {
        std::map<std::string, std::string> values;
        for (const std::string_view card : segment.rows().cards())
            if (column_number(card))
                values[std::string(keyword_of(card))] = value_text(parse_card(card));
        return values;
    };
    return described(a) == described(b);
}

bool EventTable::is_movable(const Kept& column) const {
    return is_named(column.name, "TIME") || is_named(column.name, plan_.instrument->x_column) ||
           is_named(column.name, plan_.instrument->y_column);
}

const EventTable::Kept* EventTable::find_like(const Kept& ours, const std::vector<Kept>& theirs,
                                              const EventSegment& segment) const {
    const auto is_like = [&](const Kept& other) {
        if (!is_named(other.name, ours.name)) return false;
        if (is_movable(ours)) return true;
        return other.form == ours.form &&
               std::all_of(kMeaning.begin(), kMeaning.end(), [&](const char* root) {
                   return first_->rows().text(fmt::format("{}{}", root, ours.number)) ==
                          segment.rows().text(fmt::format("{}{}", root, other.number));
               });
    };
    const auto found = std::find_if(theirs.begin(), theirs.end(), is_like);
    return found == theirs.end() ? nullptr : &*found;
}

void EventTable::keep_common_columns(const std::vector<const SkySource*>& sources) {
    columns_ = columns_of(*first_);
    for (const SkySource* source : sources) {
        const std::vector<Kept> theirs = columns_of(*source->segment);
        std::erase_if(columns_, [&](const Kept& ours) {
            return find_like(ours, theirs, *source->segment) == nullptr;
        });
    }
    for (const SkySource* source : sources) {
        const std::vector<Kept> theirs = columns_of(*source->segment);
        for (const Kept& ours : columns_)
            layouts_[source->segment.get()].push_back(
                find_like(ours, theirs, *source->segment)->offset);
    }
}

EventTable::EventTable(const SkyPlan& plan, const ProductTime& time)
    : plan_(plan), time_(time), plane_(plan.centre) {
    const std::vector<const SkySource*> sources = plan.exposed();
    first_ = sources.front()->segment.get();
    for (const SkySource* source : sources) {
        verbatim_ = verbatim_ && agree(*first_, *source->segment);
        id_width_ = std::max(id_width_, source->row.obs_id.size());
    }
    keep_common_columns(sources);
    for (Kept& column : columns_) {
        if (verbatim_) continue;
        const bool moved = is_named(column.name, "TIME") ||
                           is_named(column.name, plan.instrument->x_column) ||
                           is_named(column.name, plan.instrument->y_column);
        if (moved) column.form.assign(1, 'D'), column.width = 8;
    }
    for (const Kept& column : columns_) row_bytes_ += column.width;
    whole_rows_ = verbatim_ && row_bytes_ == first_->rows().row_bytes();
    row_bytes_ += 16 + static_cast<int64_t>(id_width_);
}

// The source's cards of one column, with its new number; where X, Y are drawn anew, their own.
void EventTable::add_column_cards(HeaderText& header, const Kept& column, size_t number) const {
    const bool x = is_named(column.name, plan_.instrument->x_column);
    const bool y = is_named(column.name, plan_.instrument->y_column);
    if (!verbatim_ && (x || y || is_named(column.name, "TIME"))) {
        header.add(fmt::format("TTYPE{}", number), column.name);
        header.add(fmt::format("TFORM{}", number), column.form);
        header.add(fmt::format("TUNIT{}", number), x || y ? "pixel" : "s");
        if (!x && !y) return;
        const double native =
            first_->native_pixel_deg() > 0 ? first_->native_pixel_deg() : 1 / 3600.0;
        header.add(fmt::format("TCTYP{}", number), x ? "RA---TAN" : "DEC--TAN");
        header.add(fmt::format("TCRPX{}", number), 0.0);
        header.add(fmt::format("TCRVL{}", number),
                   x ? plan_.centre.ra.degrees : plan_.centre.dec.degrees);
        header.add(fmt::format("TCDLT{}", number), x ? -native : native);
        header.add(fmt::format("TCUNI{}", number), "deg");
        return;
    }
    for (const std::string_view card : first_->rows().cards()) {
        if (column_number(card) != column.number) continue;
        const std::string_view name = keyword_of(card);
        const std::string renamed =
            fmt::format("T{}{}", name.substr(1, name.find_first_of("0123456789") - 1), number);
        header.add_card(fmt::format("{:<8}{}", renamed, card.substr(8)));
    }
}

HeaderText EventTable::header(int64_t rows) const {
    HeaderText header =
        bare_table_header(row_bytes_, rows, static_cast<int64_t>(columns_.size()) + 3);
    size_t number = 0;
    for (const Kept& column : columns_) add_column_cards(header, column, ++number);
    const auto add = [&](const char* name, const std::string& form, const char* unit,
                         const char* comment) {
        header.add(fmt::format("TTYPE{}", ++number), name, comment);
        header.add(fmt::format("TFORM{}", number), form);
        if (*unit != '\0') header.add(fmt::format("TUNIT{}", number), unit);
    };
    const auto has = [&](const char* name) {
        return std::any_of(columns_.begin(), columns_.end(),
                           [&](const Kept& column) { return is_named(column.name, name); });
    };
    add(has("RA") ? "RA_EVT" : "RA", "D", "deg", "position of the event (ICRS)");
    add(has("DEC") ? "DEC_EVT" : "DEC", "D", "deg", "position of the event (ICRS)");
    add(has("OBS_ID") ? "OBS_ID_EVT" : "OBS_ID", fmt::format("{}A", id_width_), "", "observation");
    header.add("EXTNAME", "EVENTS", "name of this extension");
    return header;
}

double EventTable::timezero() const {
    return verbatim_ ? first_->header().real("TIMEZERO").value_or(0) : 0;
}

void EventTable::add_clock_cards(HeaderText& header) const {
    for (const char* keyword : kCarriedClock)
        for (const std::string_view card : first_->header().cards())
            if (keyword_of(card) == keyword) {
                header.add_card(card);
                break;
            }
}

void EventTable::add_row(FitsRows& rows, const SkySource& source, int32_t i) const {
    const EventSegment& segment = *source.segment;
    const std::span<const std::byte> row = segment.source_row(i);
    if (whole_rows_) {
        rows.add_bytes(row);
    } else if (verbatim_) {
        for (const Kept& column : columns_)
            rows.add_bytes(
                row.subspan(static_cast<size_t>(column.offset), static_cast<size_t>(column.width)));
    } else {
        add_moved_row(rows, source, i);
    }
    rows.add(segment.ra_deg(i));
    rows.add(segment.dec_deg(i));
    rows.add_text(source.row.obs_id, id_width_);
}

// Cells that depend on the clock or the plane of their own list are computed, the others copied.
void EventTable::add_moved_row(FitsRows& rows, const SkySource& source, int32_t i) const {
    const EventSegment& segment = *source.segment;
    const auto found = layouts_.find(&segment);
    const std::span<const std::byte> row = segment.source_row(i);
    const auto place =
        plane_.project(direction_of(Angle{segment.ra_deg(i)}, Angle{segment.dec_deg(i)}));
    const double native = first_->native_pixel_deg() > 0 ? first_->native_pixel_deg() : 1 / 3600.0;
    for (size_t n = 0; n < columns_.size(); ++n) {
        if (is_named(columns_[n].name, "TIME"))
            rows.add(segment.time(i) + time_offset(time_, source));
        else if (is_named(columns_[n].name, plan_.instrument->x_column))
            rows.add(-place.x_deg / native);
        else if (is_named(columns_[n].name, plan_.instrument->y_column))
            rows.add(place.y_deg / native);
        else
            rows.add_bytes(row.subspan(static_cast<size_t>(found->second[n]),
                                       static_cast<size_t>(columns_[n].width)));
    }
}

}  // namespace heafs
