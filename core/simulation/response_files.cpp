#include "core/simulation/response_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <numbers>

#include "config/base/error.h"
#include "core/fits/fits_writer.h"
#include "core/simulation/folded_spectrum.h"
#include "core/simulation/rounding.h"

namespace heafs {
namespace {

constexpr double kReach = 6;  // standard deviations that a row of the matrix holds: all but 2e-9

struct EnergyGrid {
    std::vector<float> low, high;  // keV
    size_t size() const { return low.size(); }
    Energy centre(size_t i) const { return {(double{low[i]} + double{high[i]}) / 2}; }
};

EnergyGrid grid_of(const Instrument& instrument) {
    if (!instrument.response || instrument.response->area.size() < 2)
        throw Error(Fault::kMalformed,
                    fmt::format("cannot make responses of {}: its mission file gives none",
                                instrument.name));
    const double first = instrument.response->area.front().energy.kev;
    const double last = instrument.response->area.back().energy.kev;
    const auto bins = static_cast<int>(std::lround((last - first) / instrument.energy.gain.kev));
    const auto edge = [&](int i) {
        return static_cast<float>(first + (last - first) * i / std::max(bins, 1));
    };
    EnergyGrid grid;
    for (int i = 0; i < std::max(bins, 1); ++i) {
        grid.low.push_back(edge(i));
        grid.high.push_back(edge(i + 1));
    }
    return grid;
}

// One row of the matrix: what part of the photons of one energy is measured in which channel.
struct Row {
    int first_channel = 0;
    std::vector<float> parts;
};

double gaussian_below(double sigmas) { return std::erfc(-sigmas / std::numbers::sqrt2) / 2; }

Row redistribute(const Instrument& instrument, Energy energy) {
    const EnergyScale& scale = instrument.energy;
    const double sigma = energy_resolution_kev(*instrument.response, energy);
    const auto channel_of = [&](double kev) {
        const double channel = std::floor((kev - scale.offset.kev) / scale.gain.kev);
        return static_cast<int>(
            std::clamp<double>(channel, scale.first_channel, scale.last_channel));
    };
    Row row;
    row.first_channel = channel_of(energy.kev - kReach * sigma);
    for (int c = row.first_channel; c <= channel_of(energy.kev + kReach * sigma); ++c) {
        const double low = (channel_edge(scale, c).kev - energy.kev) / sigma;
        const double high = (channel_edge(scale, c + 1).kev - energy.kev) / sigma;
        // Rounded, because libraries differ in the last digits of the tails.
        const double part = to_decimals(gaussian_below(high) - gaussian_below(low), 8);
        row.parts.push_back(static_cast<float>(part));
    }
    return row;
}

std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

std::string path_of(const Mission& mission, const Instrument& instrument, const std::string& kind) {
    std::string date = kResponseValidFrom;
    std::erase(date, '-');
    return fmt::format("data/{}/{}/cpf/{}/{}_{}v001.{}", mission.name, lower(instrument.instrume),
                       kind, instrument.name, date, kind);
}

std::vector<FitsCard> identity_cards(const Mission& mission, const Instrument& instrument) {
    const std::string midnight = std::string(kResponseValidFrom) + "T00:00:00";
    return {{"TELESCOP", mission.telescop.front(), "telescope (mission) name"},
            {"INSTRUME", instrument.instrume, "instrument name"},
            {"DETNAM", "NONE", "detector"},
            {"FILTER", "NONE", "no filter in use"},
            {"ORIGIN", "SIMULATED", "made by a program, not measured"},
            {"CREATOR", "heafs simulate", "program that made this file"},
            {"DATE", midnight, "nominal: the first day of validity"}};
}

// What CALDB indexes of an HDU (CAL/GEN/92-011).
std::vector<FitsCard> caldb_cards(const Instrument& instrument, const std::string& name,
                                  const std::string& description) {
    std::vector<FitsCard> cards = {
        {"CCLS0001", "CPF", "Dataset is a Calibration Product File"},
        {"CCNM0001", name, "Type of calibration data"},
        {"CDTP0001", "DATA", "Calibration file contains data"},
        {"CVSD0001", kResponseValidFrom, "UTC date when file should first be used"},
        {"CVST0001", "00:00:00", "UTC time when file should first be used"},
        {"CDES0001", description, "Description"}};
    int number = 1;
    for (const auto& [keyword, value] : instrument.where)
        cards.push_back({fmt::format("CBD{}0001", number++), fmt::format("{}({})", keyword, value),
                         "Parameter boundary"});
    return cards;
}

std::vector<FitsCard> class_cards(const std::string& class2, const std::string& version) {
    return {{"HDUCLASS", "OGIP", "format conforms to OGIP standards"},
            {"HDUDOC", "OGIP CAL/GEN/92-002 & 92-002a", "documents describing the format"},
            {"HDUCLAS1", "RESPONSE", "response data"},
            {"HDUCLAS2", class2, "kind of response"},
            {"HDUVERS", version, "version of the format"}};
}

std::vector<FitsCard> channel_cards(const EnergyScale& scale) {
    return {{"CHANTYPE", "PI", "kind of channels"},
            {"DETCHANS", int64_t{scale.last_channel} - scale.first_channel + 1,
             "channels of the detector"}};
}

std::vector<FitsColumn> matrix_columns(const EnergyScale& scale, size_t width) {
    return {{.name = "ENERG_LO", .tform = "E", .unit = "keV", .comment = "lower edge of the bin"},
            {.name = "ENERG_HI", .tform = "E", .unit = "keV", .comment = "upper edge of the bin"},
            {.name = "N_GRP", .tform = "I", .comment = "groups of channels"},
            {.name = "F_CHAN",
             .tform = "I",
             .comment = "first channel of the group",
             .tlmin = int64_t{scale.first_channel},
             .tlmax = int64_t{scale.last_channel}},
            {.name = "N_CHAN", .tform = "I", .comment = "channels of the group"},
            {.name = "MATRIX", .tform = fmt::format("{}E", width), .comment = "redistribution"}};
}

void add_matrix(FitsWriter& writer, const Instrument& instrument) {
    const EnergyGrid grid = grid_of(instrument);
    std::vector<Row> rows;
    size_t width = 1, elements = 0;
    for (size_t i = 0; i < grid.size(); ++i) {
        rows.push_back(redistribute(instrument, grid.centre(i)));
        width = std::max(width, rows.back().parts.size());
        elements += rows.back().parts.size();
    }
    std::vector<int32_t> first, count;
    std::vector<float> matrix;
    for (Row& row : rows) {
        first.push_back(row.first_channel);
        count.push_back(static_cast<int32_t>(row.parts.size()));
        row.parts.resize(width);
        matrix.insert(matrix.end(), row.parts.begin(), row.parts.end());
    }
    writer.add_table("MATRIX", matrix_columns(instrument.energy, width),
                     static_cast<int64_t>(grid.size()));
    writer.write_column(1, grid.low);
    writer.write_column(2, grid.high);
    writer.write_column(3, std::vector<int32_t>(grid.size(), 1));
    writer.write_column(4, first);
    writer.write_column(5, count);
    writer.write_column(6, matrix);
    writer.write_card({"HDUCLAS3", "REDIST", "effective area is not in the matrix"});
    writer.write_card({"RMFVERSN", "1992a", "version of the format, as it was"});
    writer.write_card({"LO_THRES", 0.0, "lower threshold for stored elements"});
    writer.write_card({"NUMGRP", static_cast<int64_t>(grid.size()), "groups in the matrix"});
    writer.write_card({"NUMELT", static_cast<int64_t>(elements), "elements in the matrix"});
}

void add_channel_bounds(FitsWriter& writer, const EnergyScale& scale) {
    std::vector<int32_t> channels;
    std::vector<float> low, high;
    for (int c = scale.first_channel; c <= scale.last_channel; ++c) {
        channels.push_back(c);
        low.push_back(static_cast<float>(channel_edge(scale, c).kev));
        high.push_back(static_cast<float>(channel_edge(scale, c + 1).kev));
    }
    const std::array<FitsColumn, 3> columns = {{
        {.name = "CHANNEL",
         .tform = "I",
         .comment = "PI channel",
         .tlmin = int64_t{scale.first_channel},
         .tlmax = int64_t{scale.last_channel}},
        {.name = "E_MIN", .tform = "E", .unit = "keV", .comment = "lower edge of the channel"},
        {.name = "E_MAX", .tform = "E", .unit = "keV", .comment = "upper edge of the channel"},
    }};
    writer.add_table("EBOUNDS", columns, static_cast<int64_t>(channels.size()));
    writer.write_column(1, channels);
    writer.write_column(2, low);
    writer.write_column(3, high);
    writer.write_card({"RMFVERSN", "1992a", "version of the format, as it was"});
}

}  // namespace

SimulatedFile redistribution_file(const Mission& mission, const Instrument& instrument) {
    FitsWriter writer;
    const auto write = [&](const std::string& name, const std::string& class2,
                           const std::string& version) {
        writer.write_cards(class_cards(class2, version));
        writer.write_cards(channel_cards(instrument.energy));
        writer.write_cards(caldb_cards(instrument, name, "simulated redistribution"));
        writer.write_cards(identity_cards(mission, instrument));
    };
    writer.add_empty_primary();
    writer.write_cards(identity_cards(mission, instrument));
    add_matrix(writer, instrument);
    write("MATRIX", "RSP_MATRIX", "1.3.0");
    add_channel_bounds(writer, instrument.energy);
    write("EBOUNDS", "EBOUNDS", "1.2.0");
    return {path_of(mission, instrument, "rmf"), writer.finish()};
}

SimulatedFile effective_area_file(const Mission& mission, const Instrument& instrument) {
    const EnergyGrid grid = grid_of(instrument);
    std::vector<float> area;
    for (size_t i = 0; i < grid.size(); ++i)
        area.push_back(
            static_cast<float>(effective_area_cm2(*instrument.response, grid.centre(i))));
    const std::array<FitsColumn, 3> columns = {{
        {.name = "ENERG_LO", .tform = "E", .unit = "keV", .comment = "lower edge of the bin"},
        {.name = "ENERG_HI", .tform = "E", .unit = "keV", .comment = "upper edge of the bin"},
        {.name = "SPECRESP", .tform = "E", .unit = "cm**2", .comment = "effective area on axis"},
    }};
    FitsWriter writer;
    writer.add_empty_primary();
    writer.write_cards(identity_cards(mission, instrument));
    writer.add_table("SPECRESP", columns, static_cast<int64_t>(grid.size()));
    writer.write_column(1, grid.low);
    writer.write_column(2, grid.high);
    writer.write_column(3, area);
    writer.write_cards(class_cards("SPECRESP", "1.1.0"));
    writer.write_card({"ARFVERSN", "1992a", "version of the format, as it was"});
    writer.write_cards(caldb_cards(instrument, "SPECRESP", "simulated effective area on axis"));
    writer.write_cards(identity_cards(mission, instrument));
    return {path_of(mission, instrument, "arf"), writer.finish()};
}

}  // namespace heafs
