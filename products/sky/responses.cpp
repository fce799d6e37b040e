#include "products/sky/responses.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "products/plan/fits_rows.h"
#include "products/sky/list_responses.h"
#include "products/sky/product_parts.h"
#include "products/sky/source_light.h"

namespace heafs {
namespace {

constexpr double kEnergyStep = 1.1;
constexpr double kLeastEnergy = 1e-6;  // keV
constexpr double kSameRadius = 0.01;   // of radii that are one, the difference over the radius

ResponseQuestion question_about(const SkyPlan& plan) {
    ResponseQuestion question{*plan.mission, *plan.instrument, {}, plan.request.options.asof};
    for (const SkySource* source : plan.exposed())
        question.lists.push_back({source->row, *source->segment, source->off_axis});
    return question;
}

std::string of_observation(const SkySource& source, const std::string& words) {
    return fmt::format("observation {}: {}", source.row.obs_id, words);
}

// Matrices that can be one: the same channels and the same energies.
bool is_alike(const MatrixOutline& a, const MatrixOutline& b) {
    return a.bins == b.bins && a.first_channel == b.first_channel && a.e_min == b.e_min &&
           a.e_max == b.e_max && a.has_area == b.has_area;
}

std::string why_no_rmf(const SkyPlan& plan, const SkyResponses& responses) {
    const auto sources = plan.exposed();
    for (size_t i = 0; i < sources.size(); ++i) {
        const auto& rmf = responses.sources[i].rmf;
        if (!rmf.content) return of_observation(*sources[i], rmf.why_not);
        const auto channels = static_cast<int64_t>(rmf.content->e_min.size());
        if (rmf.content->first_channel != plan.least_channel ||
            rmf.content->first_channel + channels - 1 != plan.most_channel)
            return of_observation(
                *sources[i],
                fmt::format("{} has the channels {} to {}, the spectrum {} to {}", rmf.file.path,
                            rmf.content->first_channel, rmf.content->first_channel + channels - 1,
                            plan.least_channel, plan.most_channel));
        if (!is_alike(*rmf.content, *responses.sources[0].rmf.content))
            return fmt::format("{} and {} have other energies or channels: take by_obs/",
                               responses.sources[0].rmf.file.path, rmf.file.path);
    }
    return "";
}

// An area that holds a part of the light is for one region.
std::string for_another_region(const SkyPlan& plan, const SkySource& source) {
    const auto area = find_area(*source.segment, *plan.instrument);
    const auto radius = area ? area->point_like() : std::nullopt;
    const double asked = plan.region->outer().degrees;
    if (!radius ||
        (!plan.region->inner() && std::abs(radius->degrees - asked) <= kSameRadius * asked))
        return "";
    return fmt::format("its effective area is for circles of {} arcsec alone (RAD_MAX)",
                       radius->degrees * 3600);
}

std::string why_no_arf(const SkyPlan& plan, const SkyResponses& responses) {
    if (!responses.has_rmf()) return "there is no response.rmf whose energies it could have";
    const auto sources = plan.exposed();
    for (size_t i = 0; i < sources.size(); ++i) {
        if (!responses.sources[i].arf.content && !responses.sources[i].rmf.content->has_area)
            return of_observation(*sources[i], responses.sources[i].arf.why_not);
        const std::string other = for_another_region(plan, *sources[i]);
        if (!other.empty()) return of_observation(*sources[i], other);
    }
    return "";
}

void add_file(std::vector<ResponseFile>& files, const ResponseFile& file) {
    if (std::find(files.begin(), files.end(), file) == files.end()) files.push_back(file);
}

// The event lists are inputs of their own.
void list_files(const Instrument& instrument, SkyResponses& responses) {
    const bool has_rmf_file = instrument.rmf.from != ResponseSource::From::kList;
    const bool has_arf_file = instrument.arf.from != ResponseSource::From::kList;
    responses.is_made = responses.has_rmf() && !has_rmf_file;
    for (const auto& source : responses.sources) {
        if (responses.has_rmf() && has_rmf_file) add_file(responses.files, source.rmf.file);
        if (responses.has_arf() && has_arf_file && !source.rmf.content->has_area)
            add_file(responses.files, source.arf.file);
        if (responses.has_rmf() && source.rmf.file.sha256 != responses.sources[0].rmf.file.sha256)
            responses.is_average = true;
    }
    std::sort(responses.files.begin(), responses.files.end(),
              [](const ResponseFile& a, const ResponseFile& b) { return a.path < b.path; });
}

const EnergyBins& bins_of(const SkyPlan& plan) {
    return plan.responses->sources[0].rmf.content->bins;
}

std::optional<Energy> least_energy_of(const SkyPlan& plan) {
    std::optional<Energy> least;
    for (const SkySource* source : plan.exposed())
        if (const auto area = find_area(*source->segment, *plan.instrument))
            least = std::max(least, area->least_energy());
    return least;
}

// Vignetting times the PSF's part, at energies that are dense enough for both. An area of the list
// itself is that off the axis already.
class FieldFactor {
   public:
    FieldFactor(const SkyPlan& plan, const SkySource& source, Energy first, Energy last) {
        const Energy low{std::max(first.kev, kLeastEnergy)};
        const int steps = std::max(
            1, static_cast<int>(std::ceil(std::log(last.kev / low.kev) / std::log(kEnergyStep))));
        const bool has_angle = plan.instrument->arf.from == ResponseSource::From::kList;
        const LightInRegion light(plan, source);
        // Most point spreads are the same at all energies, and each costs an integral.
        const double constant = light.varies() ? 1 : light.at(low);
        for (int i = 0; i <= steps; ++i) {
            const Energy energy{low.kev * std::pow(last.kev / low.kev, double(i) / steps)};
            const double seen =
                has_angle ? 1
                          : vignetting_factor(plan.instrument->vignetting, source.off_axis, energy);
            knots_.push_back(
                {std::log(energy.kev), seen * (light.varies() ? light.at(energy) : constant)});
        }
    }
    double at(Energy energy) const {
        const double x = std::log(std::max(energy.kev, kLeastEnergy));
        const double reach = knots_.back().first - knots_.front().first;
        if (!(reach > 0)) return knots_.front().second;
        const double place = (x - knots_.front().first) / reach * double(knots_.size() - 1);
        const double clamped = std::clamp(place, 0.0, double(knots_.size() - 1));
        const auto i = std::min(static_cast<size_t>(clamped), knots_.size() - 2);
        const double part = clamped - double(i);
        return knots_[i].second + part * (knots_[i + 1].second - knots_[i].second);
    }

   private:
    std::vector<std::pair<double, double>> knots_;  // ln E, factor
};

std::vector<double> mean_area(const SkyPlan& plan) {
    const auto sources = plan.exposed();
    std::vector<double> sum(bins_of(plan).size());
    double seconds = 0;
    for (size_t k = 0; k < sources.size(); ++k) {
        const auto weights = response_weights(plan, *sources[k], plan.responses->sources[k]);
        for (size_t i = 0; i < sum.size(); ++i) sum[i] += weights[i];
        seconds += sources[k]->exposure.value;
    }
    for (double& value : sum) value /= seconds;
    return sum;
}

void add_response_cards(HeaderText& header, const std::string& class2, const std::string& version,
                        const std::string& document) {
    header.add("HDUCLASS", "OGIP", "format conforms to OGIP standards");
    header.add("HDUDOC", document, "document that describes the format");
    header.add("HDUCLAS1", "RESPONSE", "response data");
    header.add("HDUCLAS2", class2, "kind of response");
    header.add("HDUVERS", version, "version of the format");
}

PlannedHdu area_hdu(const std::shared_ptr<const SkyPlan>& plan, double factor,
                    const std::string& unit) {
    const bool has_area = plan->responses->sources[0].rmf.content->has_area;
    const std::vector<FitsColumn> columns = {
        {"ENERG_LO", "E", "keV", "lower edge of the bin"},
        {"ENERG_HI", "E", "keV", "upper edge of the bin"},
        {"SPECRESP", "E", has_area ? "" : unit, "effective area in the region"}};
    const auto rows = static_cast<int64_t>(bins_of(*plan).size());
    PlannedHdu hdu;
    hdu.header = table_header("SPECRESP", columns, 12, rows);
    add_response_cards(hdu.header, "SPECRESP", "1.1.0", "OGIP CAL/GEN/92-002a");
    hdu.header.add("ARFVERSN", "1992a", "version of the format, as it was");
    hdu.header.add("PHAFILE", "spectrum.pha", "spectrum, in this folder");
    hdu.header.add("RESPFILE", "response.rmf", "matrix with the same energies");
    if (has_area)
        hdu.header.add_commentary("COMMENT",
                                  "The matrix holds the effective area: this is what of it is left "
                                  "by vignetting and in the region.");
    add_common_cards(hdu.header, *plan, time_of(*plan, plan->exposed()));
    hdu.data_bytes = rows * 12;
    hdu.render = [plan, factor](DataSink& sink) {
        const EnergyBins& bins = bins_of(*plan);
        const std::vector<double> area = mean_area(*plan);
        FitsRows table;
        for (size_t i = 0; i < bins.size(); ++i) {
            table.add(bins.low[i]);
            table.add(bins.high[i]);
            table.add(static_cast<float>(area[i] * factor));
        }
        sink.append(table.take());
    };
    return hdu;
}

Product area_product(const std::shared_ptr<const SkyPlan>& plan, const std::string& name,
                     double factor, const std::string& unit) {
    return fits_sky_product(
        plan, name,
        {{empty_primary_header(), 0, {}}, area_hdu(plan, factor, unit), provenance_hdu(*plan)});
}

}  // namespace

SkyResponses find_responses(const SkyPlan& plan, const std::shared_ptr<ResponseLibrary>& library) {
    SkyResponses responses;
    responses.library = library;
    responses.sources = library->find(question_about(plan));
    responses.rmf_why_not = why_no_rmf(plan, responses);
    responses.arf_why_not = why_no_arf(plan, responses);
    list_files(*plan.instrument, responses);
    if (responses.has_arf()) responses.least_energy = least_energy_of(plan);
    return responses;
}

std::shared_ptr<const Redistribution> matrix_of(const SkyPlan& plan, size_t source) {
    const SourceResponses& response = plan.responses->sources[source];
    const ResponseSource& from = plan.instrument->rmf;
    if (from.from != ResponseSource::From::kList)
        return plan.responses->library->matrix(response.rmf.file);
    const SkySource& list = *plan.exposed()[source];
    const DispersionTable table(kept_hdu(*list.segment, from.name), list.row.source_path);
    return std::make_shared<const Redistribution>(
        matrix_at(table, list.off_axis, *response.rmf.content));
}

std::vector<double> response_weights(const SkyPlan& plan, const SkySource& source,
                                     const SourceResponses& response) {
    const EnergyBins& bins = response.rmf.content->bins;
    const FieldFactor factor(plan, source, bins.centre(0), bins.centre(bins.size() - 1));
    std::vector<double> weights(bins.size());
    for (size_t i = 0; i < bins.size(); ++i) {
        const Energy energy = bins.centre(i);
        const double area = response.rmf.content->has_area ? 1 : response.arf.content->at(energy);
        weights[i] = source.exposure.value * area * factor.at(energy);
    }
    return weights;
}

Product plan_arf(const std::shared_ptr<const SkyPlan>& plan) {
    return area_product(plan, "response.arf", 1, "cm**2");
}

bool has_diffuse_arf(const SkyPlan& plan) {
    return plan.responses->has_arf() && plan.instrument->diffuse_sr > 0;
}

Product plan_diffuse_arf(const std::shared_ptr<const SkyPlan>& plan) {
    return area_product(plan, "response_diffuse.arf", plan->instrument->diffuse_sr, "cm**2 sr");
}

}  // namespace heafs
