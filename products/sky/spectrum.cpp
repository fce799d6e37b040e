#include <functional>

#include "products/plan/fits_rows.h"
#include "products/sky/background.h"
#include "products/sky/channel_range.h"
#include "products/sky/product_parts.h"
#include "products/sky/responses.h"
#include "products/sky/sky_products.h"

namespace heafs {
namespace {

constexpr int64_t kRowBytes = 4 + 4 + 2 + 2 + 4;

using Events = std::function<std::vector<int32_t>(const SkySource&)>;

// One of the two spectra of a folder.
struct Spectrum {
    std::string hduclas2, hduclas2_comment;
    std::string background = "none", rmf = "none", arf = "none";
    std::vector<const SkySource*> sources;
    Events events;                     // of all legal channels
    std::function<double()> backscal;  // may look at the events
};

// The keywords that OGIP/92-007 makes mandatory for a type I spectrum of counts.
void add_spectrum_cards(HeaderText& header, const SkyPlan& plan, const Spectrum& spectrum,
                        double backscal) {
    header.add("HDUCLASS", "OGIP", "format conforms to OGIP standards");
    header.add("HDUCLAS1", "SPECTRUM", "OGIP/92-007");
    header.add("HDUCLAS2", spectrum.hduclas2, spectrum.hduclas2_comment);
    header.add("HDUCLAS3", "COUNT", "counts, not rates");
    header.add("HDUCLAS4", "TYPE:I", "one spectrum");
    header.add("HDUVERS", "1.2.1", "version of the format");
    header.add("HDUVERS1", "1.2.1", "the same, as chkpha of HEASoft asks for it");
    header.add("AREASCAL", 1.0, "no scaling of the area");
    header.add("BACKSCAL", backscal, "live extent of the region / extent of the field");
    header.add("CORRSCAL", 0.0, "no correction");
    header.add("BACKFILE", spectrum.background, "background, in this folder");
    header.add("CORRFILE", "none", "no correction");
    header.add("RESPFILE", spectrum.rmf, "redistribution matrix, in this folder");
    header.add("ANCRFILE", spectrum.arf, "effective area, in this folder");
    header.add("CHANTYPE", "PI", "gain-corrected channels");
    header.add("DETCHANS", plan.most_channel - plan.least_channel + 1, "legal channels");
    header.add("POISSERR", true, "errors are Poissonian");
    header.add("STAT_ERR", int64_t{0}, "no statistical error given");
    header.add("SYS_ERR", int64_t{0}, "no systematic error given");
}

std::vector<int32_t> counts_by_channel(const SkyPlan& plan, const Spectrum& spectrum) {
    std::vector<int32_t> counts(static_cast<size_t>(plan.most_channel - plan.least_channel + 1));
    for (const SkySource* source : spectrum.sources)
        for (const int32_t i : spectrum.events(*source))
            ++counts[static_cast<size_t>(source->segment->channel(i) - plan.least_channel)];
    return counts;
}

HeaderText spectrum_header(const SkyPlan& plan, const Spectrum& spectrum, const ProductTime& time,
                           double backscal) {
    const std::vector<FitsColumn> columns = {
        {"CHANNEL", "J", "", "PI channel", FitsValue(plan.least_channel),
         FitsValue(plan.most_channel)},
        {"COUNTS", "J", "count", "counts in the region"},
        {"QUALITY", "I", "", "0: good"},
        {"GROUPING", "I", "", "1: not grouped"},
        {"BACKSCAL", "E", "", "as the keyword, for readers of columns"}};
    HeaderText header =
        table_header("SPECTRUM", columns, kRowBytes, plan.most_channel - plan.least_channel + 1);
    add_spectrum_cards(header, plan, spectrum, backscal);
    add_band_cards(header, plan);
    add_common_cards(header, plan, time);
    return header;
}

PlannedHdu spectrum_hdu(const std::shared_ptr<const SkyPlan>& plan, const Spectrum& spectrum,
                        const ProductTime& time) {
    PlannedHdu hdu;
    hdu.header = spectrum_header(*plan, spectrum, time, 0);
    hdu.final_header = [plan, spectrum, time] {
        return spectrum_header(*plan, spectrum, time, spectrum.backscal());
    };
    hdu.data_bytes = (plan->most_channel - plan->least_channel + 1) * kRowBytes;
    hdu.render = [plan, spectrum](DataSink& sink) {
        FitsRows table;
        const auto backscal = static_cast<float>(spectrum.backscal());
        auto number = static_cast<int32_t>(plan->least_channel);
        for (const int32_t counts : counts_by_channel(*plan, spectrum)) {
            table.add(number++);
            table.add(counts);
            table.add(int16_t{0});
            table.add(int16_t{1});
            table.add(backscal);
        }
        sink.append(table.take());
    };
    return hdu;
}

void append_channel_energies(const SkyPlan& plan, DataSink& sink) {
    FitsRows rows;
    for (int64_t channel = plan.least_channel; channel <= plan.most_channel; ++channel) {
        const auto edges = channel_edges(plan.instrument->energy, channel);
        rows.add(static_cast<int32_t>(channel));
        rows.add(static_cast<float>(edges.low.kev));
        rows.add(static_cast<float>(edges.high.kev));
    }
    sink.append(rows.take());
}

// The energies of the channels, for readers that have no response.
PlannedHdu channel_energies_hdu(const std::shared_ptr<const SkyPlan>& shared,
                                const ProductTime& time) {
    const SkyPlan& plan = *shared;
    const std::vector<FitsColumn> columns = {
        {"CHANNEL", "J", "", "PI channel", FitsValue(plan.least_channel),
         FitsValue(plan.most_channel)},
        {"E_MIN", "E", "keV", "lower edge of the channel"},
        {"E_MAX", "E", "keV", "upper edge of the channel"}};
    const int64_t channels = plan.most_channel - plan.least_channel + 1;
    PlannedHdu hdu;
    HeaderText& header = hdu.header;
    header = table_header("EBOUNDS", columns, 12, channels);
    header.add("HDUCLASS", "OGIP", "format conforms to OGIP standards");
    header.add("HDUCLAS1", "RESPONSE", "response data");
    header.add("HDUCLAS2", "EBOUNDS", "energies of the channels");
    header.add("HDUVERS", "1.2.0", "version of the format");
    header.add("CHANTYPE", "PI", "gain-corrected channels");
    header.add("DETCHANS", channels, "legal channels");
    add_common_cards(header, plan, time);
    hdu.data_bytes = 12 * channels;
    hdu.render = [shared](DataSink& sink) { append_channel_energies(*shared, sink); };
    return hdu;
}

// A reader multiplies background counts by (EXPOSURE x BACKSCAL) of the source over that of the
// background (OGIP/92-007, 5.2): that must come to sum of alpha_k C_k.
double background_scale(const SkyPlan& plan, const ProductTime& of_source) {
    const BackgroundScale scale = measure_background(plan, true);
    return region_scale(plan) * of_source.exposure.value /
           (scale.exposure.value * scale.mean_alpha);
}

}  // namespace

Product plan_spectrum(const std::shared_ptr<const SkyPlan>& plan) {
    Spectrum spectrum;
    spectrum.hduclas2 = "TOTAL";
    spectrum.hduclas2_comment = "source and background";
    if (!sources_with_background(*plan).empty()) spectrum.background = "background.pha";
    if (plan->responses->has_rmf()) spectrum.rmf = "response.rmf";
    if (plan->responses->has_arf()) spectrum.arf = "response.arf";
    spectrum.sources = plan->exposed();
    spectrum.events = [plan](const SkySource& source) {
        return plan->events_in(source, *plan->region, true);
    };
    spectrum.backscal = [plan] { return region_scale(*plan); };
    const ProductTime time = time_of(*plan, spectrum.sources);
    return fits_sky_product(plan, "spectrum.pha",
                            {{empty_primary_header(), 0, {}},
                             spectrum_hdu(plan, spectrum, time),
                             channel_energies_hdu(plan, time),
                             gti_hdu(*plan, time),
                             region_hdu({plan->region.get()}, "REG00101"),
                             provenance_hdu(*plan)});
}

Product plan_background(const std::shared_ptr<const SkyPlan>& plan) {
    Spectrum spectrum;
    spectrum.hduclas2 = "BKG";
    spectrum.hduclas2_comment = "background";
    spectrum.sources = sources_with_background(*plan);
    spectrum.events = [plan](const SkySource& source) {
        return plan->background_events(source, true);
    };
    spectrum.backscal = [plan] { return background_scale(*plan, time_of(*plan, plan->exposed())); };
    const ProductTime time = time_of(*plan, spectrum.sources);
    return fits_sky_product(plan, "background.pha",
                            {{empty_primary_header(), 0, {}},
                             spectrum_hdu(plan, spectrum, time),
                             channel_energies_hdu(plan, time),
                             gti_hdu(*plan, time),
                             region_hdu(background_regions(spectrum.sources), "REG00101"),
                             provenance_hdu(*plan)});
}

}  // namespace heafs
