#include "products/pictures/plot.h"

#include <algorithm>
#include <cmath>

namespace heafs {
namespace {

constexpr double kTick = 9, kSmallTick = 5;
constexpr double kNumbers = 15, kTitles = 17;
constexpr int kTicksAcross = 8, kTicksUpwards = 7;
constexpr double kDot = 2.6, kArrow = 14;
constexpr double kLegendLine = 24, kLegendMargin = 14;

// Far outside is as good as farther: Cairo's coordinates end at some millions.
double part_of(const Axis& axis, double value) {
    const double part = axis.logarithmic ? std::log(std::max(value, axis.low * 1e-6) / axis.low) /
                                               std::log(axis.high / axis.low)
                                         : (value - axis.low) / (axis.high - axis.low);
    return std::clamp(part, -100.0, 100.0);
}

std::vector<Tick> ticks_of(const Axis& axis, int most) {
    return axis.logarithmic ? logarithmic_ticks(axis.low, axis.high)
                            : linear_ticks(axis.low, axis.high, most);
}

}  // namespace

double Plot::x_of(double value) const { return box_.x + part_of(across_, value) * box_.width; }
double Plot::y_of(double value) const {
    return box_.bottom() - part_of(upwards_, value) * box_.height;
}

void Plot::draw_grid() {
    const Pen pen{kLightGrey, 0.8};
    for (const Tick& tick : ticks_of(across_, kTicksAcross))
        if (!tick.label.empty())
            canvas_.draw_line({x_of(tick.value), box_.y}, {x_of(tick.value), box_.bottom()}, pen);
    for (const Tick& tick : ticks_of(upwards_, kTicksUpwards))
        if (!tick.label.empty())
            canvas_.draw_line({box_.x, y_of(tick.value)}, {box_.right(), y_of(tick.value)}, pen);
}

void Plot::draw_ticks_across() {
    double free_from = 0;
    for (const Tick& tick : ticks_of(across_, kTicksAcross)) {
        const double x = x_of(tick.value);
        const double length = tick.label.empty() ? kSmallTick : kTick;
        canvas_.draw_line({x, box_.bottom()}, {x, box_.bottom() - length}, {});
        canvas_.draw_line({x, box_.y}, {x, box_.y + length}, {});
        const Lettering style{kNumbers};
        const double half = canvas_.width_of(tick.label, style) / 2;
        if (tick.label.empty() || x - half < free_from) continue;
        canvas_.write({x, box_.bottom() + 18}, tick.label, style);
        free_from = x + half + 10;
    }
}

void Plot::draw_ticks_upwards() {
    double free_until = canvas_.height();
    for (const Tick& tick : ticks_of(upwards_, kTicksUpwards)) {
        const double y = y_of(tick.value);
        const double length = tick.label.empty() ? kSmallTick : kTick;
        canvas_.draw_line({box_.x, y}, {box_.x + length, y}, {});
        canvas_.draw_line({box_.right(), y}, {box_.right() - length, y}, {});
        if (tick.label.empty() || y + kNumbers / 2 > free_until) continue;
        canvas_.write({box_.x - 9, y}, tick.label, {.size = kNumbers, .across = 1});
        free_until = y - kNumbers / 2 - 2;
    }
}

void Plot::draw_axes() {
    draw_ticks_across();
    draw_ticks_upwards();
    canvas_.draw_frame(box_, {.width = 1.4});
    canvas_.write({box_.x + box_.width / 2, box_.bottom() + 46}, across_.title, {.size = kTitles});
    canvas_.write({26, box_.y + box_.height / 2}, upwards_.title,
                  {.size = kTitles, .upwards = true});
}

void Plot::draw_measured(const Measured& point, Colour colour, bool filled) {
    const double x = (x_of(point.from) + x_of(point.to)) / 2;
    const double y = y_of(point.value);
    const Pen pen{colour, 1.3};
    canvas_.clip(box_);
    canvas_.draw_line({x_of(point.from), y}, {x_of(point.to), y}, pen);
    canvas_.draw_line({x, y_of(point.low)}, {x, y_of(point.high)}, pen);
    if (filled) canvas_.fill_circle({x, y}, kDot, colour);
    canvas_.unclip();
}

void Plot::draw_limit(double from, double to, double limit, Colour colour) {
    const double x = (x_of(from) + x_of(to)) / 2, y = y_of(limit);
    const Pen pen{colour, 1.3};
    canvas_.clip(box_);
    canvas_.draw_line({x_of(from), y}, {x_of(to), y}, pen);
    draw_arrow({x, y}, colour);
    canvas_.unclip();
}

void Plot::draw_arrow(PicturePoint from, Colour colour) {
    const auto [x, y] = from;
    canvas_.draw_line({x, y}, {x, y + kArrow}, {colour, 1.3});
    const PicturePoint head[] = {
        {x - 3.5, y + kArrow - 2}, {x + 3.5, y + kArrow - 2}, {x, y + kArrow + 5}};
    canvas_.fill_polygon(head, colour);
}

void Plot::draw_sample(const Sample& sample, PicturePoint place) {
    const auto [x, y] = place;
    const Pen pen{sample.colour, 1.3};
    if (sample.mark == Mark::kArea) {
        const PictureBox patch{x - 17, y - 7, 34, 14};
        canvas_.fill_box(patch, sample.colour);
        canvas_.draw_frame(patch, {kGrey, 0.8});
        return;
    }
    const double middle = sample.mark == Mark::kLimit ? y - 8 : y;
    canvas_.draw_line({x - 17, middle}, {x + 17, middle}, pen);
    if (sample.mark == Mark::kLimit) return draw_arrow({x, middle}, sample.colour);
    canvas_.draw_line({x, y - 8}, {x, y + 8}, pen);
    if (sample.mark == Mark::kDot) canvas_.fill_circle(place, kDot, sample.colour);
}

void Plot::fill_between(double from, double to, Colour colour) {
    const double first = x_of(from), last = std::max(x_of(to), first + 1);
    canvas_.clip(box_);
    canvas_.fill_box({first, box_.y, last - first, box_.height}, colour);
    canvas_.unclip();
}

void Plot::draw_legend(const std::vector<Sample>& samples) {
    const Lettering style{.size = kNumbers, .across = 0};
    double width = 0;
    for (const Sample& sample : samples)
        width = std::max(width, canvas_.width_of(sample.text, style));
    const double height = kLegendLine * static_cast<double>(samples.size());
    const PictureBox box{box_.right() - kLegendMargin - width - 66, box_.y + kLegendMargin,
                         width + 66, height + 8};
    canvas_.fill_box(box, kWhite, 0.9);
    canvas_.draw_frame(box, {kGrey, 0.8});
    double y = box.y + 4 + kLegendLine / 2;
    for (const Sample& sample : samples) {
        const double x = box.x + 29;
        draw_sample(sample, {x, y});
        canvas_.write({box.x + 56, y}, sample.text, style);
        y += kLegendLine;
    }
}

}  // namespace heafs
