#include <fmt/format.h>

#include <algorithm>

#include "core/fits/card.h"
#include "products/plan/fits_rows.h"
#include "products/sky/event_table.h"
#include "products/sky/product_parts.h"
#include "products/sky/sky_products.h"

namespace heafs {
namespace {

constexpr size_t kBytesAtOnce = 1 << 18;

// The selected events of one source in the order of its rows.
std::vector<int32_t> in_order_of_rows(const SkyPlan& plan, const SkySource& source) {
    std::vector<int32_t> events = plan.events_in(source, *plan.region, false);
    std::vector<uint64_t> keys;  // the row above, the event below: sorted without looking back
    keys.reserve(events.size());
    for (const int32_t i : events)
        keys.push_back(static_cast<uint64_t>(source.segment->row(i)) << 32 |
                       static_cast<uint64_t>(i));
    std::sort(keys.begin(), keys.end());
    for (size_t n = 0; n < keys.size(); ++n) events[n] = static_cast<int32_t>(keys[n] & 0xffffffff);
    return events;
}

// Sources by the start of their good time, so that rows are in the order of time.
std::vector<const SkySource*> by_start(std::vector<const SkySource*> sources,
                                       const ProductTime& time) {
    std::stable_sort(sources.begin(), sources.end(), [&](const SkySource* a, const SkySource* b) {
        return a->gti.intervals().front().start + time_offset(time, *a) <
               b->gti.intervals().front().start + time_offset(time, *b);
    });
    return sources;
}

void render_rows(const SkyPlan& plan, const EventTable& table, const ProductTime& time,
                 DataSink& sink) {
    FitsRows rows;
    rows.reserve(kBytesAtOnce + static_cast<size_t>(table.row_bytes()));
    for (const SkySource* source : by_start(plan.exposed(), time))
        for (const int32_t i : in_order_of_rows(plan, *source)) {
            table.add_row(rows, *source, i);
            if (rows.bytes().size() < kBytesAtOnce) continue;
            sink.append(rows.bytes());
            rows.clear();
        }
    sink.append(rows.bytes());
}

PlannedHdu events_hdu(const std::shared_ptr<const SkyPlan>& plan,
                      const std::shared_ptr<const EventTable>& table, const ProductTime& time,
                      const ProductTime& shown) {
    int64_t count = 0;
    for (const SkySource* source : plan->exposed())
        count += static_cast<int64_t>(plan->events_in(*source, *plan->region, false).size());
    PlannedHdu hdu;
    hdu.header = table->header(count);
    hdu.header.add("HDUCLASS", "OGIP", "format conforms to OGIP standards");
    hdu.header.add("HDUCLAS1", "EVENTS", "an event list");
    hdu.header.add("HDUCLAS2", "ACCEPTED", "selected events");
    add_band_cards(hdu.header, *plan);
    table->add_clock_cards(hdu.header);
    add_common_cards(hdu.header, *plan, shown);
    hdu.data_bytes = count * table->row_bytes();
    hdu.render = [plan, table, time](DataSink& sink) { render_rows(*plan, *table, time, sink); };
    return hdu;
}

}  // namespace

Product plan_events(const std::shared_ptr<const SkyPlan>& plan) {
    const ProductTime time = time_of(*plan, plan->exposed());
    const auto table = std::make_shared<const EventTable>(*plan, time);
    const ProductTime shown = without_timezero(time, table->timezero());
    return fits_sky_product(plan, "events.fits",
                            {{empty_primary_header(), 0, {}},
                             events_hdu(plan, table, time, shown),
                             gti_hdu(*plan, shown),
                             region_hdu(*plan),
                             provenance_hdu(*plan)});
}

}  // namespace heafs
