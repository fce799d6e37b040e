#include <algorithm>

#include "products/plan/fits_rows.h"
#include "products/sky/product_parts.h"
#include "products/sky/responses.h"

namespace heafs {
namespace {

// ENERG_LO to N_CHAN. The channels of groups are arrays of two, since gammapy reads no single ones.
constexpr int64_t kFixedBytes = 4 + 4 + 2 + 8 + 8;

// One matrix of a stack and what it weighs.
struct Weighted {
    std::shared_ptr<const Redistribution> matrix;
    std::vector<double> weights;  // one an energy bin
};

// The channels that a row of the mean has: those of all matrices.
struct Span {
    int first = 0;
    size_t count = 0;
};

Span span_of(const std::vector<Weighted>& all, size_t bin) {
    int least = 0, beyond = 0;
    for (const Weighted& one : all) {
        const Redistribution::Row& row = one.matrix->rows[bin];
        if (row.parts.empty()) continue;
        const int end = row.first_channel + static_cast<int>(row.parts.size());
        least = beyond == 0 ? row.first_channel : std::min(least, row.first_channel);
        beyond = std::max(beyond, end);
    }
    return {least, static_cast<size_t>(beyond - least)};
}

// A bin that nobody sees has the plain mean over time.
std::vector<Weighted> weighted(const SkyPlan& plan) {
    std::vector<Weighted> all;
    const auto sources = plan.exposed();
    for (size_t k = 0; k < sources.size(); ++k) {
        const auto& response = plan.responses->sources[k];
        const bool has_area = plan.responses->has_arf() || response.rmf.content->has_area;
        all.push_back({matrix_of(plan, k),
                       has_area ? response_weights(plan, *sources[k], response)
                                : std::vector<double>(response.rmf.content->bins.size())});
    }
    for (size_t bin = 0; bin < all[0].weights.size(); ++bin) {
        if (std::any_of(all.begin(), all.end(),
                        [&](const Weighted& one) { return one.weights[bin] > 0; }))
            continue;
        for (size_t k = 0; k < all.size(); ++k) all[k].weights[bin] = sources[k]->exposure.value;
    }
    return all;
}

std::vector<float> mean_row(const std::vector<Weighted>& all, size_t bin, const Span& span) {
    std::vector<double> sum(span.count);
    double whole = 0;
    for (const Weighted& one : all) {
        const Redistribution::Row& row = one.matrix->rows[bin];
        whole += one.weights[bin];
        for (size_t c = 0; c < row.parts.size(); ++c)
            sum[static_cast<size_t>(row.first_channel - span.first) + c] +=
                one.weights[bin] * double{row.parts[c]};
    }
    std::vector<float> mean;
    for (const double value : sum) mean.push_back(static_cast<float>(value / whole));
    return mean;
}

// Each row has room for all channels, so that the size is known before the matrices are read: rows
// of high energies reach over nearly all of them.
size_t width_of(const SkyPlan& plan) {
    return plan.responses->sources[0].rmf.content->e_min.size();
}

int64_t row_bytes(const SkyPlan& plan) {
    return kFixedBytes + 4 * static_cast<int64_t>(width_of(plan));
}

// What is stored in a matrix; known when it is rendered.
struct Elements {
    int64_t groups = 0;
    int64_t numbers = 0;
};

HeaderText matrix_header(const SkyPlan& plan, const Elements& elements) {
    const MatrixOutline& first = *plan.responses->sources[0].rmf.content;
    const auto last = first.first_channel + static_cast<int64_t>(first.e_min.size()) - 1;
    const std::vector<FitsColumn> columns = {
        {"ENERG_LO", "E", "keV", "lower edge of the bin"},
        {"ENERG_HI", "E", "keV", "upper edge of the bin"},
        {"N_GRP", "I", "", "groups of channels"},
        {"F_CHAN", "2J", "", "first channel of the group", FitsValue(int64_t{first.first_channel}),
         FitsValue(last)},
        {"N_CHAN", "2J", "", "channels of the group"},
        {"MATRIX", std::to_string(width_of(plan)) + "E", first.has_area ? "cm**2" : "",
         "redistribution"}};
    HeaderText header = table_header(first.has_area ? "SPECRESP MATRIX" : "MATRIX", columns,
                                     row_bytes(plan), static_cast<int64_t>(first.bins.size()));
    header.add("HDUCLASS", "OGIP", "format conforms to OGIP standards");
    header.add("HDUDOC", "OGIP CAL/GEN/92-002a", "document that describes the format");
    header.add("HDUCLAS1", "RESPONSE", "response data");
    header.add("HDUCLAS2", "RSP_MATRIX", "redistribution matrix");
    header.add("HDUCLAS3", first.has_area ? "FULL" : "REDIST", "what is in the matrix");
    header.add("HDUVERS", "1.3.0", "version of the format");
    header.add("RMFVERSN", "1992a", "version of the format, as it was");
    header.add("CHANTYPE", first.chantype, "kind of channels");
    header.add("DETCHANS", static_cast<int64_t>(first.e_min.size()), "channels of the detector");
    header.add("LO_THRES", 0.0, "lower threshold for stored elements");
    header.add("NUMGRP", elements.groups, "groups in the matrix");
    header.add("NUMELT", elements.numbers, "elements in the matrix");
    if (plan.responses->is_average)
        header.add("MULTIRMF", true, "mean of several matrices: prefer by_obs/");
    add_common_cards(header, plan, time_of(plan, plan.exposed()));
    return header;
}

void append_rows(const SkyPlan& plan, DataSink& sink) {
    const EnergyBins& energies = plan.responses->sources[0].rmf.content->bins;
    const std::vector<Weighted> all = weighted(plan);
    FitsRows cells;
    cells.reserve(static_cast<size_t>(row_bytes(plan)));
    for (size_t bin = 0; bin < energies.size(); ++bin) {
        const Span span = span_of(all, bin);
        std::vector<float> row = mean_row(all, bin, span);
        row.resize(width_of(plan));
        cells.add(energies.low[bin]);
        cells.add(energies.high[bin]);
        cells.add(static_cast<int16_t>(span.count > 0 ? 1 : 0));
        for (const int32_t value : {span.first, 0, static_cast<int32_t>(span.count), 0})
            cells.add(value);
        for (const float part : row) cells.add(part);
        sink.append(cells.bytes());
        cells.clear();
    }
}

Elements count_elements(const SkyPlan& plan) {
    std::vector<Weighted> all;
    for (size_t k = 0; k < plan.responses->sources.size(); ++k)
        all.push_back({matrix_of(plan, k), {}});
    Elements elements;
    for (size_t bin = 0; bin < all[0].matrix->rows.size(); ++bin) {
        const auto count = static_cast<int64_t>(span_of(all, bin).count);
        elements.numbers += count;
        elements.groups += count > 0 ? 1 : 0;
    }
    return elements;
}

PlannedHdu matrix_hdu(const std::shared_ptr<const SkyPlan>& plan) {
    const auto rows = static_cast<int64_t>(plan->responses->sources[0].rmf.content->bins.size());
    PlannedHdu hdu;
    hdu.header = matrix_header(*plan, {});
    hdu.final_header = [plan] { return matrix_header(*plan, count_elements(*plan)); };
    hdu.data_bytes = rows * row_bytes(*plan);
    hdu.render = [plan](DataSink& sink) { append_rows(*plan, sink); };
    return hdu;
}

PlannedHdu channel_hdu(const SkyPlan& plan) {
    const MatrixOutline& first = *plan.responses->sources[0].rmf.content;
    const auto rows = static_cast<int64_t>(first.e_min.size());
    const std::vector<FitsColumn> columns = {
        {"CHANNEL", "J", "", "channel", FitsValue(int64_t{first.first_channel}),
         FitsValue(first.first_channel + rows - 1)},
        {"E_MIN", "E", "keV", "lower edge of the channel"},
        {"E_MAX", "E", "keV", "upper edge of the channel"}};
    FitsRows table;
    for (size_t c = 0; c < first.e_min.size(); ++c) {
        table.add(static_cast<int32_t>(first.first_channel + static_cast<int>(c)));
        table.add(first.e_min[c]);
        table.add(first.e_max[c]);
    }
    HeaderText header = table_header("EBOUNDS", columns, 12, rows);
    header.add("HDUCLASS", "OGIP", "format conforms to OGIP standards");
    header.add("HDUDOC", "OGIP CAL/GEN/92-002a", "document that describes the format");
    header.add("HDUCLAS1", "RESPONSE", "response data");
    header.add("HDUCLAS2", "EBOUNDS", "energies of the channels");
    header.add("HDUVERS", "1.2.0", "version of the format");
    header.add("RMFVERSN", "1992a", "version of the format, as it was");
    header.add("CHANTYPE", first.chantype, "kind of channels");
    header.add("DETCHANS", rows, "channels of the detector");
    add_common_cards(header, plan, time_of(plan, plan.exposed()));
    return planned_table(std::move(header), table.take());
}

}  // namespace

Product plan_rmf(const std::shared_ptr<const SkyPlan>& plan) {
    if (plan->responses->is_average || plan->responses->is_made)
        return fits_sky_product(
            plan, "response.rmf",
            {{primary_header_with_provenance(*plan), 0, {}}, matrix_hdu(plan), channel_hdu(*plan)});
    Product product = sky_product(plan, "response.rmf");
    const ResponseFile file = plan->responses->sources[0].rmf.file;
    product.size = file.size;
    product.render = [plan, file](int fd) { plan->responses->library->copy(file, fd); };
    return product;
}

}  // namespace heafs
