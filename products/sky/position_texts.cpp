#include "products/sky/position_texts.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/fits/hdu_text.h"
#include "products/plan/fits_rows.h"
#include "products/sky/product_parts.h"
#include "products/sky/sky_numbers.h"

namespace heafs {
namespace {

std::string with_sums(const HeaderText& header, std::vector<std::byte> data) {
    data.resize(static_cast<size_t>(padded_bytes(static_cast<int64_t>(data.size()))));
    OnesComplementSum sum;
    sum.add(data);
    return header.finish(sum) +
           std::string(reinterpret_cast<const char*>(data.data()), data.size());
}

}  // namespace

std::string observations_txt(const std::vector<SeenBy>& seen) {
    std::string text = fmt::format("{:<20} {:<16} {:>13} {:>13} {:>12} {:>10}\n", "# instrument",
                                   "obs_id", "start_mjd", "stop_mjd", "live_s", "off_arcmin");
    for (const SeenBy& one : seen)
        text += fmt::format("{:<20} {:<16} {:>13.6f} {:>13.6f} {:>12.3f} {:>10.3f}\n",
                            one.instrument, one.obs_id, one.start_mjd, one.stop_mjd,
                            one.live_time.value, one.off_axis.degrees * 60);
    return text;
}

std::string observations_csv(const std::vector<SeenBy>& seen) {
    std::string text = "instrument,obs_id,start_mjd,stop_mjd,live_time_s,off_axis_arcmin\r\n";
    for (const SeenBy& one : seen)
        text += fmt::format("{},{},{},{},{},{}\r\n", one.instrument, one.obs_id, one.start_mjd,
                            one.stop_mjd, one.live_time.value, one.off_axis.degrees * 60);
    return text;
}

std::string observations_fits(const std::vector<SeenBy>& seen) {
    size_t name_width = 1, id_width = 1;
    for (const SeenBy& one : seen) {
        name_width = std::max(name_width, one.instrument.size());
        id_width = std::max(id_width, one.obs_id.size());
    }
    FitsRows rows;
    for (const SeenBy& one : seen) {
        rows.add_text(one.instrument, name_width);
        rows.add_text(one.obs_id, id_width);
        for (const double value :
             {one.start_mjd, one.stop_mjd, one.live_time.value, one.off_axis.degrees * 60})
            rows.add(value);
    }
    const std::vector<FitsColumn> columns = {
        {"INSTRUMENT", fmt::format("{}A", name_width), "", "as in this folder"},
        {"OBS_ID", fmt::format("{}A", id_width), "", "observation"},
        {"START", "D", "d", "MJD (TT) of the first good time"},
        {"STOP", "D", "d", "MJD (TT) of the last good time"},
        {"LIVETIME", "D", "s", "good time, corrected for dead time"},
        {"OFFAXIS", "D", "arcmin", "from the axis of the instrument"}};
    const auto width = static_cast<int64_t>(name_width + id_width + 32);
    return with_sums(empty_primary_header(), {}) +
           with_sums(
               table_header("OBSERVATIONS", columns, width, static_cast<int64_t>(seen.size())),
               rows.take());
}

std::string band_summary_txt(const std::string& path, const std::vector<BandPart>& parts) {
    std::string text = path + "\n\n";
    text += fmt::format("{:<20} {:>12} {:>10} {:>12} {:>12} {:>12}\n", "instrument", "exposure_s",
                        "counts", "background", "net_rate", "limit_99.865");
    for (const auto& [instrument, planning] : parts) {
        if (!planning.plan) {
            text += fmt::format("{:<20} {:>12}  {}\n", instrument, 0, planning.why_not);
            continue;
        }
        const Seconds exposure = time_of(*planning.plan, planning.plan->exposed()).exposure;
        const SkyNumbers numbers = count_in_region(*planning.plan, exposure);
        if (planning.plan->instrument->counts_only) {
            text += fmt::format("{:<20} {:>12} {:>10} {:>12} {:>12} {:>12}\n", instrument, "-",
                                numbers.counts, "-", "-", "-");
            continue;
        }
        text += fmt::format("{:<20} {:>12.3f} {:>10} {:>12.3f} {:>12.5g} {:>12.5g}\n", instrument,
                            exposure.value, numbers.counts, numbers.background_in_region,
                            numbers.net_rate, numbers.limit_99865 / exposure.value);
    }
    return text + "\nexposure in s; background: counts expected in the region; rates in count/s\n";
}

}  // namespace heafs
