#include "products/sky/flux.h"

#include <cmath>
#include <map>
#include <vector>

#include "products/sky/responses.h"

namespace heafs {
namespace {

constexpr double kErgOfKev = 1.602176634e-9;  // exact since 2019

// Of E^-2 photons/cm2/s/keV in each energy bin, those that are measured in the band.
std::vector<double> measured_in_band(const Redistribution& matrix, const ChannelRange& band) {
    const EnergyBins& bins = matrix.outline.bins;
    std::vector<double> measured(bins.size());
    for (size_t i = 0; i < measured.size(); ++i) {
        const double from = double{bins.low[i]}, to = double{bins.high[i]};
        if (!(from > 0)) continue;
        const Redistribution::Row& row = matrix.rows[i];
        double sum = 0;
        for (size_t c = 0; c < row.parts.size(); ++c) {
            const int64_t channel = row.first_channel + static_cast<int64_t>(c);
            if (channel >= band.first && channel <= band.last) sum += double{row.parts[c]};
        }
        measured[i] = (1 / from - 1 / to) * sum;
    }
    return measured;
}

}  // namespace

std::optional<double> flux_of_a_count(const SkyPlan& plan) {
    const SkyResponses& responses = *plan.responses;
    const double low = plan.channels.low_kev.to_double(), high = plan.channels.high_kev.to_double();
    if (!responses.has_arf() || !(low > 0)) return std::nullopt;
    const auto sources = plan.exposed();
    double counts = 0, seconds = 0;                       // for 1 photon/cm2/s/keV at 1 keV
    std::map<std::string, std::vector<double>> measured;  // by SHA-256: most sources share one
    for (size_t k = 0; k < sources.size(); ++k) {
        const SourceResponses& response = responses.sources[k];
        const std::string& file = response.rmf.file.sha256;
        if (measured.count(file) == 0)
            measured[file] = measured_in_band(*matrix_of(plan, k), plan.channels);
        const auto weights = response_weights(plan, *sources[k], response);
        for (size_t i = 0; i < weights.size(); ++i) counts += measured[file][i] * weights[i];
        seconds += sources[k]->exposure.value;
    }
    if (!(counts > 0)) return std::nullopt;
    return kErgOfKev * std::log(high / low) * seconds / counts;
}

}  // namespace heafs
