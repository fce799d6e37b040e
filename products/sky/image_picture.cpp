// image.png: the counts of image.fits in a ramp of colours, over the sky.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "products/pictures/sky_grid.h"
#include "products/pictures/ticks.h"
#include "products/sky/background.h"
#include "products/sky/exposure_map.h"
#include "products/sky/image_counts.h"
#include "products/sky/picture_parts.h"
#include "products/sky/sky_products.h"
#include "products/sky/summary_words.h"

namespace heafs {
namespace {

constexpr int64_t kLeast = 548, kMost = 820;  // canvas pixels across the image
constexpr double kLeft = 140, kRight = 136, kBelow = 66;
constexpr double kBarGap = 18, kBarWidth = 22;
constexpr Colour kUnseen{107, 107, 107};  // where nobody looked: no colour of the ramp

// Every cell, of block by block image pixels, is a whole number of canvas pixels wide: others would
// make stripes.
struct Cells {
    int64_t block = 1;   // image pixels
    int64_t count = 1;   // across
    int64_t canvas = 1;  // canvas pixels of one
    int64_t width() const { return count * canvas; }
};

Cells cells_of(int64_t pixels) {
    for (int64_t block = 1;; ++block) {
        const int64_t count = (pixels + block - 1) / block;
        if (count > kMost) continue;
        const int64_t canvas = kMost / count;
        if (count * canvas >= kLeast) return {block, count, canvas};
    }
}

// Colours by asinh((c - low) / softening), up to the largest count.
class Stretch {
   public:
    explicit Stretch(const std::vector<int32_t>& counts) {
        std::vector<int32_t> filled;
        for (const int32_t count : counts)
            if (count > 0) filled.push_back(count);
        if (filled.empty()) return;
        high_ = *std::max_element(filled.begin(), filled.end());
        const auto quantile = [&](double part) {
            const auto place =
                static_cast<std::ptrdiff_t>(part * static_cast<double>(filled.size() - 1));
            std::nth_element(filled.begin(), filled.begin() + place, filled.end());
            return static_cast<double>(filled[static_cast<size_t>(place)]);
        };
        const double middle = quantile(0.5);
        // Over a bright background the ramp begins at what is nearly its least.
        if (middle > kManyCounts && filled.size() * 2 > counts.size()) low_ = quantile(0.02);
        if (low_ >= high_) low_ = 0;
        softening_ = std::max(kFewCounts, middle - low_);
    }

    double part(double count) const {
        return std::asinh((count - low_) / softening_) / std::asinh((high_ - low_) / softening_);
    }
    double low() const { return low_; }
    double high() const { return high_; }

   private:
    static constexpr double kManyCounts = 10;
    static constexpr double kFewCounts = 0.3;  // so that single events are seen
    double low_ = 0, high_ = 1, softening_ = kFewCounts;
};

// Which cells hold no events and were never looked at; none where exposure is not known.
std::vector<bool> unseen_cells(const SkyPlan& plan, const CountImage& image, int64_t block) {
    std::vector<bool> unseen(image.counts.size());
    if (plan.instrument->counts_only) return unseen;
    std::vector<float> seconds(image.counts.size());
    ExposureMapper mapper(plan, block);
    for (const SkySource& source : plan.sources) mapper.add(source, 1, &seconds, nullptr);
    for (size_t i = 0; i < unseen.size(); ++i)
        unseen[i] = !(seconds[i] > 0) && image.counts[i] == 0;
    return unseen;
}

std::vector<Colour> coloured(const CountImage& image, const std::vector<bool>& unseen,
                             const Stretch& stretch) {
    std::vector<Colour> colours;
    colours.reserve(image.counts.size());
    for (int64_t row = image.width - 1; row >= 0; --row)  // north is up
        for (int64_t column = 0; column < image.width; ++column) {
            const auto cell = static_cast<size_t>(row * image.width + column);
            colours.push_back(unseen[cell] ? kUnseen
                                           : ramp_colour(stretch.part(image.counts[cell])));
        }
    return colours;
}

// Round counts from low to high, so far apart along the bar that they do not touch.
std::vector<double> bar_ticks(const Stretch& stretch, double height) {
    std::vector<double> ticks = {std::ceil(stretch.low())};
    const auto is_clear = [&](double a, double b) {
        return (stretch.part(b) - stretch.part(a)) * height > 24;
    };
    for (double size = 1; size <= stretch.high(); size *= 10)
        for (const double multiple : {1.0, 2.0, 5.0}) {
            const double value = multiple * size;
            if (value <= stretch.high() && is_clear(ticks.back(), value)) ticks.push_back(value);
        }
    if (ticks.back() < stretch.high()) {
        if (ticks.size() > 1 && !is_clear(ticks.back(), stretch.high())) ticks.pop_back();
        ticks.push_back(stretch.high());
    }
    return ticks;
}

// Large ones to three digits.
std::string count_label(double count) {
    if (count < 1e5) return number_label(count);
    const double unit = std::pow(10.0, std::floor(std::log10(count)) - 2);
    return number_label(std::round(count / unit) * unit);
}

void draw_colour_bar(Canvas& canvas, const PictureBox& image, const Stretch& stretch,
                     const std::string& title) {
    const PictureBox bar{image.right() + kBarGap, image.y, kBarWidth, image.height};
    constexpr int kShades = 256;
    std::vector<Colour> shades;
    for (int i = 0; i < kShades; ++i) shades.push_back(ramp_colour(1 - (i + 0.5) / kShades));
    canvas.draw_pixels(bar, 1, kShades, shades);
    canvas.draw_frame(bar, {});
    for (const double count : bar_ticks(stretch, bar.height)) {
        const double y = bar.bottom() - stretch.part(count) * bar.height;
        canvas.draw_line({bar.right() - 6, y}, {bar.right(), y}, {kGrey, 1});
        canvas.draw_line({bar.right(), y}, {bar.right() + 4, y}, {});
        canvas.write({bar.right() + 7, y}, count_label(count), {.size = 14, .across = 0});
    }
    canvas.write({canvas.width() - 14.0, bar.y + bar.height / 2}, title,
                 {.size = 16, .upwards = true});
}

void draw_regions(const SkyPlan& plan, SkyGrid& grid) {
    const Pen source{.colour = kCyan, .width = 1.8};
    const Pen background{.colour = kAmber, .width = 1.6, .dashes = {7, 5}};
    const auto draw_region = [&](const SkyRegion& region, const Pen& pen) {
        const SkyPoint middle = point_of(region.centre());
        if (region.inner()) grid.draw_circle(middle, *region.inner(), pen);
        grid.draw_circle(middle, region.outer(), pen);
        for (const SkyCircle& hole : region.holes())
            grid.draw_circle(hole.centre, hole.radius, pen);
    };
    for (const SkyRegion* region : background_regions(sources_with_background(plan)))
        draw_region(*region, background);
    draw_region(*plan.region, source);
}

// In arcseconds below 10 arcmin, in degrees from 2 degrees on.
std::string radii(const SkyRegion& region) {
    const double largest = region.outer().degrees;
    const auto [sign, per_degree] = largest < 600 / 3600.0 ? std::pair{"\u2033", 3600.0}
                                    : largest < 2          ? std::pair{"\u2032", 60.0}
                                                           : std::pair{"\u00b0", 1.0};
    const auto text = [scale = per_degree](Angle angle) {
        return fmt::format("{:.4g}", angle.degrees * scale);
    };
    return (region.inner() ? text(*region.inner()) + "\u2013" : "") + text(region.outer()) + sign;
}

void draw_legend(const SkyPlan& plan, Canvas& canvas, const PictureBox& image, bool has_unseen) {
    const Lettering style{.size = 14, .colour = kWhite, .across = 0};
    std::vector<std::pair<Pen, std::string>> lines = {
        {{.colour = kCyan, .width = 1.8}, "source region " + radii(*plan.region)}};
    const auto background = background_regions(sources_with_background(plan));
    if (!background.empty())
        lines.push_back({{.colour = kAmber, .width = 1.6, .dashes = {7, 5}},
                         background.size() == 1
                             ? "background " + radii(*background.front()) +
                                   (background.front()->holes().empty() ? "" : ", holes cut out")
                             : fmt::format("background: {} regions", background.size())});
    const std::string unseen = "no exposure";
    double width = has_unseen ? canvas.width_of(unseen, style) : 0;
    for (const auto& [pen, text] : lines) width = std::max(width, canvas.width_of(text, style));
    const double height = 22.0 * static_cast<double>(lines.size() + (has_unseen ? 1 : 0)) + 8;
    const PictureBox box{image.x + 14, image.y + 14, width + 60, height};
    canvas.fill_box(box, kBlack, 0.6);
    double y = box.y + 15;
    for (const auto& [pen, text] : lines) {
        canvas.draw_line({box.x + 10, y}, {box.x + 42, y}, pen);
        canvas.write({box.x + 50, y}, text, style);
        y += 22;
    }
    if (!has_unseen) return;
    const PictureBox patch{box.x + 10, y - 7, 32, 14};
    canvas.fill_box(patch, kUnseen);
    canvas.draw_frame(patch, {kLightGrey, 0.8});
    canvas.write({box.x + 50, y}, unseen, style);
}

// A region of a few pixels is hardly seen: lines point at it.
void draw_pointer(Canvas& canvas, PicturePoint centre, double radius) {
    if (radius > 8) return;
    const double from = radius + 5, to = radius + 17;
    for (const double way : {-1.0, 1.0}) {
        canvas.draw_line({centre.x + way * from, centre.y}, {centre.x + way * to, centre.y},
                         {kCyan, 1.8});
        canvas.draw_line({centre.x, centre.y + way * from}, {centre.x, centre.y + way * to},
                         {kCyan, 1.8});
    }
}

std::string counts_title(const SkyPlan& plan, const Cells& cells) {
    const double width = plan.image->pixel_deg * 3600 * static_cast<double>(cells.block);
    const std::string side = width < 60     ? fmt::format("{:.3g}\u2033", width)
                             : width < 3600 ? fmt::format("{:.3g}\u2032", width / 60)
                                            : fmt::format("{:.3g}\u00b0", width / 3600);
    if (cells.block == 1) return fmt::format("counts per pixel of {}", side);
    return fmt::format("counts per {0} \u00d7 {0} pixels ({1} across)", cells.block, side);
}

void draw(const SkyPlan& plan, const Cells& cells, Canvas& canvas) {
    const CountImage image = count_image(plan, cells.block);
    const std::vector<bool> unseen = unseen_cells(plan, image, cells.block);
    const bool has_unseen = std::find(unseen.begin(), unseen.end(), true) != unseen.end();
    const Stretch stretch(image.counts);
    const auto side = static_cast<double>(cells.width());
    const PictureBox box{kLeft, kTitleHeight, side, side};
    canvas.draw_pixels(box, static_cast<int>(image.width), static_cast<int>(image.width),
                       coloured(image, unseen, stretch));
    // Blocks at the western and northern edge may reach beyond the image.
    const double pixel = static_cast<double>(cells.canvas) / static_cast<double>(cells.block);
    const double half = static_cast<double>(plan.image->size) / 2 * pixel;
    const PicturePoint middle{box.x + half, box.bottom() - half};
    SkyGrid grid(canvas,
                 {plan.image->projection, plan.centre, box, middle, plan.image->pixel_deg / pixel});
    grid.draw_beyond();
    grid.draw_lines();
    draw_regions(plan, grid);
    draw_pointer(canvas, middle, plan.region->outer().degrees / plan.image->pixel_deg * pixel);
    if (std::all_of(image.counts.begin(), image.counts.end(), [](int32_t n) { return n == 0; }))
        canvas.write({box.x + side / 2, box.bottom() - 90}, "no events in this image",
                     {.size = 18, .colour = kWhite});
    draw_legend(plan, canvas, box, has_unseen);
    grid.draw_scale_bar();
    canvas.draw_frame(box, {.width = 1.4});
    const double labels = grid.draw_labels();
    canvas.write({box.x + side / 2, box.bottom() + 48}, "right ascension (ICRS)", {.size = 16});
    canvas.write({std::max(14.0, box.x - labels - 20), box.y + side / 2}, "declination (ICRS)",
                 {.size = 16, .upwards = true});
    draw_colour_bar(canvas, box, stretch, counts_title(plan, cells));
}

}  // namespace

Product plan_image_picture(const std::shared_ptr<const SkyPlan>& plan) {
    const Cells cells = cells_of(plan->image->size);
    const auto side = static_cast<double>(cells.width());
    const PictureSize size{static_cast<int>(kLeft + side + kRight),
                           static_cast<int>(kTitleHeight + side + kBelow + kFooterHeight)};
    return picture_product(plan, "image.png", size,
                           [cells](const SkyPlan& of, Canvas& canvas) { draw(of, cells, canvas); });
}

}  // namespace heafs
