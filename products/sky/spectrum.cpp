#include <numeric>

#include "products/plan/fits_rows.h"
#include "products/sky/product_parts.h"
#include "products/sky/sky_products.h"

namespace heafs {
namespace {

constexpr int64_t kRowBytes = 4 + 4 + 2 + 2;

// (live area of the region in the field) / (area of the field), weighted by exposure.
double backscal(const std::vector<const SkySource*>& sources) {
    double weighted = 0, exposure = 0;
    for (const SkySource* source : sources) {
        weighted += source->exposure.value * source->region_extent / source->field_extent;
        exposure += source->exposure.value;
    }
    return exposure > 0 ? weighted / exposure : 0;
}

// The keywords that OGIP/92-007 makes mandatory for a type I spectrum of counts.
void add_spectrum_cards(HeaderText& header, const SkyPlan& plan,
                        const std::vector<const SkySource*>& sources) {
    header.add("HDUCLASS", "OGIP", "format conforms to OGIP standards");
    header.add("HDUCLAS1", "SPECTRUM", "OGIP/92-007");
    header.add("HDUCLAS2", "TOTAL", "source and background");
    header.add("HDUCLAS3", "COUNT", "counts, not rates");
    header.add("HDUCLAS4", "TYPE:I", "one spectrum");
    header.add("HDUVERS", "1.2.1", "version of the format");
    header.add("AREASCAL", 1.0, "no scaling of the area");
    header.add("BACKSCAL", backscal(sources), "area of the region / area of the field");
    header.add("CORRSCAL", 0.0, "no correction");
    for (const char* file : {"BACKFILE", "CORRFILE", "RESPFILE", "ANCRFILE"})
        header.add(file, "none", "none");
    header.add("CHANTYPE", "PI", "gain-corrected channels");
    header.add("DETCHANS", plan.most_channel - plan.least_channel + 1, "legal channels");
    header.add("POISSERR", true, "errors are Poissonian");
    header.add("STAT_ERR", int64_t{0}, "no statistical error given");
    header.add("SYS_ERR", int64_t{0}, "no systematic error given");
}

std::vector<int32_t> counts_by_channel(const SkyPlan& plan) {
    std::vector<int32_t> counts(static_cast<size_t>(plan.most_channel - plan.least_channel + 1));
    for (const SkySource* source : plan.exposed())
        for (const int32_t i : plan.events_in(*source, *plan.region, true))
            ++counts[static_cast<size_t>(source->segment->channel(i) - plan.least_channel)];
    return counts;
}

PlannedHdu spectrum_hdu(const std::shared_ptr<const SkyPlan>& plan, const ProductTime& time) {
    const std::vector<FitsColumn> columns = {
        {"CHANNEL", "J", "", "PI channel", FitsValue(plan->least_channel),
         FitsValue(plan->most_channel)},
        {"COUNTS", "J", "count", "counts in the region"},
        {"QUALITY", "I", "", "0: good"},
        {"GROUPING", "I", "", "1: not grouped"}};
    const int64_t rows = plan->most_channel - plan->least_channel + 1;
    PlannedHdu hdu;
    hdu.header = table_header("SPECTRUM", columns, kRowBytes, rows);
    add_spectrum_cards(hdu.header, *plan, plan->exposed());
    add_band_cards(hdu.header, *plan);
    add_common_cards(hdu.header, *plan, time);
    hdu.data_bytes = rows * kRowBytes;
    hdu.render = [plan](DataSink& sink) {
        FitsRows table;
        auto number = static_cast<int32_t>(plan->least_channel);
        for (const int32_t counts : counts_by_channel(*plan)) {
            table.add(number++);
            table.add(counts);
            table.add(int16_t{0});
            table.add(int16_t{1});
        }
        sink.append(table.take());
    };
    return hdu;
}

}  // namespace

Product plan_spectrum(const std::shared_ptr<const SkyPlan>& plan) {
    const ProductTime time = time_of(*plan, plan->exposed());
    return fits_sky_product(plan, "spectrum.pha",
                            {{empty_primary_header(), 0, {}},
                             spectrum_hdu(plan, time),
                             gti_hdu(*plan, time),
                             region_hdu(*plan),
                             provenance_hdu(*plan)});
}

}  // namespace heafs
