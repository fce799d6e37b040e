#include "products/sky/picture_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "core/base/write_at.h"
#include "products/pictures/palette_png.h"
#include "products/sky/product_parts.h"

namespace heafs {
namespace {

constexpr double kMargin = 20;
constexpr size_t kDigits = 12;  // of DATAVERS, for eyes

std::string dashed(std::string text) {
    if (const size_t dash = text.find('-'); dash != std::string::npos)
        text.replace(dash, 1, "\u2013");
    return text;
}

std::string object_of(const SkyPlan& plan) {
    for (const SkySource* source : plan.exposed())
        if (auto object = source->segment->header().text("OBJECT"); object && !object->empty())
            return *object;
    return plan.request.ra->text() + " " + plan.request.dec->text();
}

std::string second_line(const SkyPlan& plan) {
    std::set<std::string> observations;
    for (const SkySource* source : plan.exposed()) observations.insert(source->row.obs_id);
    std::string line = band_title(plan) + "   \u00b7   " +
                       exposure_title(time_of(plan, plan.exposed()).exposure) + "   \u00b7   ";
    line += observations.size() == 1 ? "observation " + *observations.begin()
                                     : fmt::format("{} observations", observations.size());
    if (const auto& time = plan.request.options.time)
        line += "   \u00b7   MJD " + dashed(time->text);
    return line;
}

std::vector<PngText> texts_of(const SkyPlan& plan, const std::string& path) {
    return {{"Source", path},
            {"Software", fmt::format("heafs products {}", kProductFormat)},
            {"DATAVERS", plan.provenance}};
}

}  // namespace

EnergyName energy_name(const SkyPlan& plan) {
    const EnergyName kev{"keV", 1}, gev{"GeV", 1e6}, tev{"TeV", 1e9};
    const Band& band = *plan.request.band;
    if (band.kind == Band::Kind::kEnergy) {
        if (band.text.ends_with(gev.name)) return gev;
        return band.text.ends_with(tev.name) ? tev : kev;
    }
    const double low = std::max(plan.channels.low_kev.to_double(), 1.0);
    const double middle = std::sqrt(low * plan.channels.high_kev.to_double());
    if (middle < 0.1 * gev.kev) return kev;
    return middle < 0.3 * tev.kev ? gev : tev;
}

std::string source_title(const SkyPlan& plan) {
    const bool has_regions = plan.instrument->geometry != Geometry::kNone;
    return fmt::format("{}, {:.3g} % errors", has_regions ? "source region" : "field of view",
                       100 * kOneSigma);
}

std::string band_title(const SkyPlan& plan) {
    const Band& band = *plan.request.band;
    const EnergyName unit = energy_name(plan);
    const auto text = [&](const Decimal& kev) {
        return unit.kev == 1 ? kev.text() : fmt::format("{:.6g}", kev.to_double() / unit.kev);
    };
    const std::string energies =
        text(plan.channels.low_kev) + "\u2013" + text(plan.channels.high_kev) + " " + unit.name;
    if (band.kind == Band::Kind::kAll) return "all channels (" + energies + ")";
    if (band.kind == Band::Kind::kChannels)
        return fmt::format("channels {}\u2013{} ({})", plan.channels.first, plan.channels.last,
                           energies);
    const size_t digits = band.text.find_last_of("0123456789") + 1;
    return dashed(band.text.substr(0, digits)) + " " + unit.name;
}

std::string exposure_title(Seconds exposure) {
    const double seconds = exposure.value;
    if (seconds < 1e4) return fmt::format("{:.4g} s", seconds);
    return seconds < 1e6 ? fmt::format("{:.3g} ks", seconds / 1e3)
                         : fmt::format("{:.3g} Ms", seconds / 1e6);
}

void draw_title(const SkyPlan& plan, Canvas& canvas) {
    const double width = canvas.width() - 2 * kMargin;
    const double middle = canvas.width() / 2.0;
    const Lettering large{.size = 22, .bold = true}, medium{.size = 16};
    const std::string instrument = "   " + plan.instrument->name;
    const double room = width - canvas.width_of(instrument, large);
    canvas.write({middle, 28}, canvas.fitted(object_of(plan), large, room) + instrument, large);
    canvas.write({middle, 57}, canvas.fitted(second_line(plan), medium, width), medium);
    const Lettering small{.size = 11, .colour = kGrey, .across = 0};
    const std::string inputs = "datavers " + plan.provenance.substr(0, kDigits);
    const double taken = canvas.width_of(inputs, small) + 20;
    const double y = canvas.height() - kFooterHeight / 2;
    canvas.write({kMargin, y}, canvas.fitted(plan.path, small, width - taken), small);
    canvas.write({canvas.width() - kMargin, y}, inputs, {.size = 11, .colour = kGrey, .across = 1});
}

Product picture_product(const std::shared_ptr<const SkyPlan>& plan, const std::string& name,
                        PictureSize size, std::function<void(const SkyPlan&, Canvas&)> draw) {
    Product product = sky_product(plan, name);
    const std::vector<PngText> texts = texts_of(*plan, product.path);
    product.size = palette_png_bytes(size.width, size.height, texts);
    product.render = [plan, size, texts, draw = std::move(draw)](int fd) {
        Canvas canvas(size.width, size.height);
        draw(*plan, canvas);
        draw_title(*plan, canvas);
        write_at(fd, palette_png(size.width, size.height, canvas.indices(), texts), 0, "a picture");
    };
    return product;
}

}  // namespace heafs
