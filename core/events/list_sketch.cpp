#include "core/events/list_sketch.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "config/base/error.h"
#include "core/events/event_sketch_json.h"

namespace heafs {
namespace {

constexpr size_t kMostColumnsText = 140;

// Where on the detector: what no later processing changes.
constexpr const char* kPlaces[][2] = {{"RAWX", "RAWY"}, {"DETX", "DETY"}};

std::vector<std::string> telling_columns(const FitsHdu& events, const Instrument& instrument) {
    for (const auto& [x, y] : kPlaces)
        if (events.find_column(x) != nullptr && events.find_column(y) != nullptr) return {x, y};
    if (events.find_column(instrument.energy.column) != nullptr) return {instrument.energy.column};
    return {};
}

int64_t whole(const NumericColumn& column, int64_t row) {
    const double value = column.real(row);
    return std::isfinite(value) ? std::llround(std::clamp(value * 1000, -1e15, 1e15)) : 0;
}

}  // namespace

std::optional<ListSketch> read_list_sketch(const FitsView& file, const Instrument& instrument) {
    const FitsHdu* const events = file.find(instrument.events_hdu);
    if (events == nullptr || events->find_column("TIME") == nullptr) return std::nullopt;
    ListSketch list;
    std::vector<NumericColumn> places;
    for (const std::string& name : telling_columns(*events, instrument)) {
        list.columns += (list.columns.empty() ? "" : ",") + name;
        places.emplace_back(*events, name);
    }
    const NumericColumn time(*events, "TIME");
    const double zero = events->real("TIMEZERO").value_or(0);
    EventSketcher sketcher;
    for (int64_t row = 0; row < events->rows(); ++row)
        sketcher.add({time.real(row) + zero, places.empty() ? 0 : whole(places[0], row),
                      places.size() < 2 ? 0 : whole(places[1], row)});
    list.sketch = sketcher.sketch();
    return list;
}

std::string list_sketch_text(const ListSketch& list) {
    return list.columns + " " + sketch_to_json(list.sketch);
}

ListSketch parse_list_sketch(const std::string& text) {
    const size_t end = text.find(" [");
    if (end == std::string::npos || end > kMostColumnsText)
        throw Error(Fault::kMalformed, "no sketch of an event list");
    return {text.substr(0, end), sketch_from_json(text.substr(end + 1))};
}

}  // namespace heafs
