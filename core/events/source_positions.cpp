#include "core/events/source_positions.h"

#include <fmt/format.h>

#include <cmath>

#include "config/base/error.h"
#include "core/sky/galactic.h"

namespace heafs {
namespace {

constexpr double kWidestPlane = 1e9;  // native pixels

double wcs(const NumericColumn& column, const char* root) {
    const auto value = column.real_keyword(root);
    if (value) return *value;
    throw Error(Fault::kMalformed, fmt::format("column {} has no {}{}", column.column().name, root,
                                               column.column().number));
}

int64_t span_of(const NumericColumn& column) {
    const auto low = column.real_keyword("TLMIN"), high = column.real_keyword("TLMAX");
    return low && high && *high >= *low && *high - *low < kWidestPlane
               ? static_cast<int64_t>(*high - *low) + 1
               : 0;
}

// Degrees of any turn; nothing beyond the poles.
std::optional<SkyPoint> point_at(double longitude, double latitude) {
    if (latitude < -90 || latitude > 90 || longitude < -360 || longitude > 720) return std::nullopt;
    const double turned = std::fmod(longitude + 720, 360);
    return SkyPoint{Angle{longitude >= 0 && longitude < 360 ? longitude : turned}, Angle{latitude}};
}

}  // namespace

SourcePositions::SourcePositions(const FitsHdu& table, const Instrument& instrument) {
    const bool plane = !instrument.x_column.empty();
    galactic_ = !instrument.l_column.empty();
    const auto column = [&](const std::string& name) {
        return std::make_unique<NumericColumn>(table, name);
    };
    first_ = column(plane       ? instrument.x_column
                    : galactic_ ? instrument.l_column
                                : instrument.ra_column);
    second_ = column(plane       ? instrument.y_column
                     : galactic_ ? instrument.b_column
                                 : instrument.dec_column);
    if (plane) read_plane();
}

void SourcePositions::read_plane() {
    for (const auto* column : {first_.get(), second_.get()})
        if (!column->text_keyword("TCTYP").value_or("").ends_with("-TAN"))
            throw Error(Fault::kMalformed, fmt::format("column {} is no axis of a tangential plane",
                                                       column->column().name));
    plane_.emplace(SkyPoint{Angle{wcs(*first_, "TCRVL")}, Angle{wcs(*second_, "TCRVL")}});
    x0_ = wcs(*first_, "TCRPX");
    y0_ = wcs(*second_, "TCRPX");
    dx_ = wcs(*first_, "TCDLT");
    dy_ = wcs(*second_, "TCDLT");
}

std::optional<SkyPoint> SourcePositions::at(int64_t row) const {
    const double a = first_->real(row), b = second_->real(row);
    if (!std::isfinite(a) || !std::isfinite(b)) return std::nullopt;
    if (plane_) {
        const SkyPoint point = point_of(plane_->deproject((a - x0_) * dx_, (b - y0_) * dy_));
        return std::isfinite(point.ra.degrees) ? std::optional(point) : std::nullopt;
    }
    const auto point = point_at(a, b);
    return point && galactic_ ? icrs_of_galactic(point->ra, point->dec) : point;
}

SourcePositions::Plane SourcePositions::plane() const {
    if (!plane_ || !first_->is_integer() || !second_->is_integer()) return {};
    return {std::abs(dx_), span_of(*first_), span_of(*second_)};
}

}  // namespace heafs
