#include "products/pictures/sky_grid.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "products/pictures/ticks.h"

namespace heafs {
namespace {

constexpr double kSecond = 1 / 3600.0;
constexpr double kTimeSecond = 15 / 3600.0;
constexpr int kMostLines = 6;
constexpr int kLattice = 32;  // places across an image where its extent is looked for
constexpr int kSteps = 240;   // of a line
constexpr double kLetters = 15;

// Steps in seconds (of arc, of time) that labels show well.
constexpr std::array kRoundSeconds = {0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2,
                                      0.5,   1.0,   2.0,   5.0,  10.0, 20.0, 30.0};
constexpr std::array kRoundMinutes = {1.0, 2.0, 5.0, 10.0, 20.0, 30.0};
constexpr std::array kRoundHours = {1.0, 2.0, 3.0, 4.0, 6.0};
constexpr std::array kRoundDegrees = {1.0, 2.0, 5.0, 10.0, 15.0, 30.0};

// The smallest round step, in degrees, that makes at most kMostLines of the extent; `unit` is that
// of the seconds.
double round_step(double extent, double unit) {
    std::vector<double> steps;
    for (const double second : kRoundSeconds) steps.push_back(second * unit);
    for (const double minute : kRoundMinutes) steps.push_back(minute * 60 * unit);
    if (unit == kTimeSecond)
        for (const double hour : kRoundHours) steps.push_back(hour * 3600 * unit);
    else
        for (const double degree : kRoundDegrees) steps.push_back(degree);
    const auto found = std::find_if(steps.begin(), steps.end(),
                                    [&](double step) { return extent <= kMostLines * step; });
    return found == steps.end() ? steps.back() : *found;
}

double wrapped(double degrees) {
    const double turn = std::fmod(degrees, 360);
    return turn < 0 ? turn + 360 : turn;
}

// A value as whole parts: 3661.2 s with one decimal is 1, 1, "01.2".
struct Sexagesimal {
    int64_t whole = 0;
    int64_t minutes = 0;
    std::string seconds;
};
Sexagesimal sexagesimal(double seconds, int decimals) {
    const double scale = std::pow(10.0, decimals);
    const auto units = static_cast<int64_t>(std::llround(seconds * scale));
    const auto minute = static_cast<int64_t>(60 * scale);
    const double rest = static_cast<double>(units % minute) / scale;
    return {units / minute / 60, units / minute % 60,
            fmt::format("{:0{}.{}f}", rest, decimals > 0 ? decimals + 3 : 2, decimals)};
}

int decimals_of(double step_seconds) {
    if (step_seconds >= 0.999) return 0;
    return static_cast<int>(std::ceil(-std::log10(step_seconds) - 1e-6));
}

bool overlaps(const PictureBox& a, const PictureBox& b) {
    return a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom();
}

// Takes the room for a label if it is free.
bool takes(std::vector<PictureBox>& taken, const PictureBox& box) {
    const bool is_free = std::none_of(
        taken.begin(), taken.end(), [&](const PictureBox& other) { return overlaps(box, other); });
    if (is_free) taken.push_back(box);
    return is_free;
}

// Where a piecewise line crosses a level of one of its coordinates: the values of the other.
std::vector<double> crossings(const std::vector<std::vector<PicturePoint>>& pieces, double level,
                              double PicturePoint::*along, double PicturePoint::*of) {
    std::vector<double> found;
    for (const auto& piece : pieces)
        for (size_t i = 1; i < piece.size(); ++i) {
            const double a = piece[i - 1].*of - level, b = piece[i].*of - level;
            if ((a < 0) == (b < 0)) continue;
            found.push_back(piece[i - 1].*along +
                            (piece[i].*along - piece[i - 1].*along) * a / (a - b));
        }
    return found;
}

}  // namespace

std::string ra_label(double ra_deg, double step_deg) {
    const double step = step_deg / kTimeSecond;
    const int decimals = decimals_of(step);
    double seconds = wrapped(ra_deg) / kTimeSecond;
    if (seconds > 86400 - std::pow(10.0, -decimals) / 2) seconds = 0;  // rounded up to 24 h
    const Sexagesimal parts = sexagesimal(seconds, decimals);
    std::string text = fmt::format("{:02}\u02b0", parts.whole);
    if (step < 3599) text += fmt::format("{:02}\u1d50", parts.minutes);
    if (step < 59) text += parts.seconds + "\u02e2";
    return text;
}

std::string dec_label(double dec_deg, double step_deg) {
    const double step = step_deg / kSecond;
    const Sexagesimal parts = sexagesimal(std::abs(dec_deg) / kSecond, decimals_of(step));
    const bool is_zero = std::abs(dec_deg) < step_deg * 1e-6;
    std::string text = fmt::format("{}{}\u00b0",
                                   is_zero       ? ""
                                   : dec_deg < 0 ? "\u2212"
                                                 : "+",
                                   parts.whole);
    if (step < 3599) text += fmt::format("{:02}\u2032", parts.minutes);
    if (step < 59) text += parts.seconds + "\u2033";
    return text;
}

SkyGrid::SkyGrid(Canvas& canvas, const SkyView& view)
    : canvas_(canvas), view_(view), projection_(view.projection, view.centre) {
    find_extent();
    ra_step_ = round_step(ra_high_ - ra_low_, kTimeSecond);
    dec_step_ = round_step(dec_high_ - dec_low_, kSecond);
    const auto add = [](double low, double high, double step, auto each) {
        const auto first = static_cast<int64_t>(std::ceil(low / step - 1e-9));
        const auto last = static_cast<int64_t>(std::floor(high / step + 1e-9));
        for (int64_t i = first; i <= last; ++i) each(static_cast<double>(i) * step);
    };
    add(ra_low_, is_round_ ? ra_high_ - ra_step_ / 2 : ra_high_, ra_step_,
        [&](double ra) { ra_lines_.push_back(traced(ra, true)); });
    add(dec_low_, dec_high_, dec_step_, [&](double dec) {
        if (std::abs(dec) < 89.999) dec_lines_.push_back(traced(dec, false));
    });
}

std::optional<PicturePoint> SkyGrid::place_of(double ra_deg, double dec_deg) {
    const auto place = projection_.project(direction_of(Angle{wrapped(ra_deg)}, Angle{dec_deg}));
    if (!place.visible) return std::nullopt;
    return PicturePoint{view_.middle.x - place.x_deg / view_.degrees_of_pixel,
                        view_.middle.y - place.y_deg / view_.degrees_of_pixel};
}

std::optional<SkyPoint> SkyGrid::seen_at(PicturePoint place) {
    const auto seen = projection_.deproject((view_.middle.x - place.x) * view_.degrees_of_pixel,
                                            (view_.middle.y - place.y) * view_.degrees_of_pixel);
    if (!seen.visible) return std::nullopt;
    return point_of(seen.direction);
}

bool SkyGrid::contains_pole(double dec_deg) {
    const auto place = place_of(view_.centre.ra.degrees, dec_deg);
    const PictureBox& box = view_.box;
    return place && place->x >= box.x && place->x <= box.right() && place->y >= box.y &&
           place->y <= box.bottom();
}

void SkyGrid::find_extent() {
    const double middle = view_.centre.ra.degrees;
    ra_low_ = ra_high_ = middle;
    dec_low_ = dec_high_ = view_.centre.dec.degrees;
    for (int i = 0; i <= kLattice; ++i)
        for (int k = 0; k <= kLattice; ++k) {
            const auto seen = seen_at({view_.box.x + view_.box.width * i / kLattice,
                                       view_.box.y + view_.box.height * k / kLattice});
            if (!seen) continue;
            const double away = std::remainder(seen->ra.degrees - middle, 360);
            ra_low_ = std::min(ra_low_, middle + away);
            ra_high_ = std::max(ra_high_, middle + away);
            dec_low_ = std::min(dec_low_, seen->dec.degrees);
            dec_high_ = std::max(dec_high_, seen->dec.degrees);
        }
    const bool north = contains_pole(90), south = contains_pole(-90);
    if (north) dec_high_ = 90;
    if (south) dec_low_ = -90;
    if (north || south || ra_high_ - ra_low_ > 330) {
        is_round_ = true;
        ra_low_ = middle - 180;
        ra_high_ = middle + 180;
    }
}

SkyGrid::Line SkyGrid::traced(double value, bool constant_ra) {
    Line line;
    line.value = value;
    const double low = constant_ra ? dec_low_ : ra_low_, high = constant_ra ? dec_high_ : ra_high_;
    // A little further than the lattice saw, and never beyond a pole.
    const double more = (high - low) / kLattice;
    const double jump = view_.box.width / 10;  // over the edge of the projection
    std::vector<PicturePoint> piece;
    const auto end_piece = [&] {
        if (piece.size() > 1) line.pieces.push_back(piece);
        piece.clear();
    };
    for (int i = 0; i <= kSteps; ++i) {
        const double other = low - more + (high - low + 2 * more) * i / kSteps;
        const auto place =
            constant_ra ? place_of(value, std::clamp(other, -90.0, 90.0)) : place_of(other, value);
        if (!place) {
            end_piece();
            continue;
        }
        if (!piece.empty() &&
            std::hypot(place->x - piece.back().x, place->y - piece.back().y) > jump)
            end_piece();
        piece.push_back(*place);
    }
    end_piece();
    return line;
}

void SkyGrid::draw_lines() {
    const Pen pen{.colour = kLightGrey, .width = 0.8, .opacity = 0.4};
    canvas_.clip(view_.box);
    for (const auto* lines : {&ra_lines_, &dec_lines_})
        for (const Line& line : *lines)
            for (const auto& piece : line.pieces) canvas_.draw_line(piece, pen);
    canvas_.unclip();
}

std::vector<double> SkyGrid::crossings_below(const Line& line) const {
    auto found = crossings(line.pieces, view_.box.bottom(), &PicturePoint::x, &PicturePoint::y);
    std::erase_if(found, [&](double x) { return x < view_.box.x || x > view_.box.right(); });
    return found;
}

std::vector<double> SkyGrid::crossings_left(const Line& line) const {
    auto found = crossings(line.pieces, view_.box.x, &PicturePoint::y, &PicturePoint::x);
    std::erase_if(found, [&](double y) { return y < view_.box.y || y > view_.box.bottom(); });
    return found;
}

void SkyGrid::label_below(const Line& line, double step, std::vector<PictureBox>& taken) {
    const Lettering style{kLetters};
    const std::string text = ra_label(line.value, step);
    const double width = canvas_.width_of(text, style) + 12;
    for (const double x : crossings_below(line)) {
        canvas_.draw_line({x, view_.box.bottom()}, {x, view_.box.bottom() + 6}, {});
        const PictureBox box{x - width / 2, view_.box.bottom() + 8, width, kLetters + 6};
        if (takes(taken, box)) canvas_.write({x, box.y + box.height / 2}, text, style);
    }
}

double SkyGrid::label_left(const Line& line, double step, std::vector<PictureBox>& taken) {
    const Lettering style{.size = kLetters, .across = 1};
    const std::string text = dec_label(line.value, step);
    const double width = canvas_.width_of(text, style);
    for (const double y : crossings_left(line)) {
        canvas_.draw_line({view_.box.x, y}, {view_.box.x - 6, y}, {});
        const PictureBox box{view_.box.x - 10 - width, y - kLetters / 2 - 2, width, kLetters + 4};
        if (takes(taken, box)) canvas_.write({view_.box.x - 10, y}, text, style);
    }
    return width + 10;
}

// Where the line comes nearest to the axis through the middle of the picture.
void SkyGrid::label_inside(const Line& line, const std::string& text, bool constant_ra,
                           std::vector<PictureBox>& taken) {
    const Lettering style{.size = kLetters - 1, .colour = kWhite};
    const double width = canvas_.width_of(text, style) + 8, height = kLetters + 4;
    const auto found = constant_ra ? crossings(line.pieces, view_.middle.y + view_.box.height / 6,
                                               &PicturePoint::x, &PicturePoint::y)
                                   : crossings(line.pieces, view_.middle.x + view_.box.width / 12,
                                               &PicturePoint::y, &PicturePoint::x);
    for (const double at : found) {
        const PicturePoint place = constant_ra
                                       ? PicturePoint{at, view_.middle.y + view_.box.height / 6}
                                       : PicturePoint{view_.middle.x + view_.box.width / 12, at};
        const PictureBox box{place.x - width / 2, place.y - height / 2, width, height};
        const bool is_inside = box.x > view_.box.x && box.right() < view_.box.right() &&
                               box.y > view_.box.y && box.bottom() < view_.box.bottom();
        if (!is_inside || !takes(taken, box)) continue;
        canvas_.fill_box(box, kBlack, 0.6);
        canvas_.write(place, text, style);
        return;
    }
}

double SkyGrid::draw_labels() {
    std::vector<PictureBox> taken;
    double room = 0;
    size_t below = 0, left = 0;
    for (const Line& line : ra_lines_) below += crossings_below(line).size();
    for (const Line& line : dec_lines_) left += crossings_left(line).size();
    for (const Line& line : ra_lines_)
        if (below < 2)
            label_inside(line, ra_label(line.value, ra_step_), true, taken);
        else
            label_below(line, ra_step_, taken);
    for (const Line& line : dec_lines_)
        if (left < 2 || (is_round_ && crossings_left(line).empty()))
            label_inside(line, dec_label(line.value, dec_step_), false, taken);
        else
            room = std::max(room, label_left(line, dec_step_, taken));
    return room;
}

// The sky of each projection is convex and holds the middle: each row of the picture has one run.
void SkyGrid::draw_beyond() {
    const PictureBox& box = view_.box;
    if (seen_at({box.x, box.y}) && seen_at({box.right(), box.bottom()})) return;
    const auto edge = [&](double y, double far) {
        if (seen_at({far, y})) return far;
        double inside = view_.middle.x, outside = far;
        while (std::abs(outside - inside) > 0.25) {
            const double middle = (inside + outside) / 2;
            (seen_at({middle, y}) ? inside : outside) = middle;
        }
        return inside;
    };
    for (double y = box.y; y < box.bottom(); ++y) {
        const bool has_sky = seen_at({view_.middle.x, y + 0.5}).has_value();
        const double first = has_sky ? edge(y + 0.5, box.x) : box.right();
        const double last = has_sky ? edge(y + 0.5, box.right()) : box.right();
        canvas_.fill_box({box.x, y, first - box.x, 1}, kLightGrey);
        canvas_.fill_box({last, y, box.right() - last, 1}, kLightGrey);
    }
}

void SkyGrid::draw_circle(SkyPoint middle, Angle radius, const Pen& pen) {
    const TangentPlane plane(middle);
    const double distance = std::tan(std::min(radius.degrees, 89.0) * M_PI / 180) * 180 / M_PI;
    std::vector<PicturePoint> points;
    for (int i = 0; i <= kSteps; ++i) {
        const double angle = 2 * M_PI * i / kSteps;
        const Direction there =
            plane.deproject(distance * std::sin(angle), distance * std::cos(angle));
        const SkyPoint point = point_of(there);
        if (const auto place = place_of(point.ra.degrees, point.dec.degrees))
            points.push_back(*place);
    }
    canvas_.clip(view_.box);
    canvas_.draw_line(points, {.colour = kBlack, .width = pen.width + 2, .opacity = 0.55});
    canvas_.draw_line(points, pen);
    canvas_.unclip();
}

void SkyGrid::draw_scale_bar() {
    const double most = view_.box.width * view_.degrees_of_pixel / 4;
    const double arcsec = most / kSecond;
    const auto round_length = [](double length) { return round_number_below(length); };
    const bool in_degrees = most >= 1, in_minutes = !in_degrees && arcsec >= 60;
    const double unit = in_degrees ? 1 : in_minutes ? 60 * kSecond : kSecond;
    const double length = std::min(round_length(most / unit), in_degrees ? 60.0 : 30.0);
    const char* sign = in_degrees ? "\u00b0" : in_minutes ? "\u2032" : "\u2033";
    const double pixels = length * unit / view_.degrees_of_pixel;
    const std::string text = number_label(length) + sign;
    const double width = std::max(pixels, canvas_.width_of(text, {kLetters})) + 24;
    const PictureBox box{view_.box.x + 14, view_.box.bottom() - 58, width, 44};
    canvas_.fill_box(box, kBlack, 0.6);
    const double middle = box.x + width / 2, y = box.y + 32;
    const Pen pen{kWhite, 2};
    canvas_.draw_line({middle - pixels / 2, y}, {middle + pixels / 2, y}, pen);
    for (const double end : {middle - pixels / 2, middle + pixels / 2})
        canvas_.draw_line({end, y - 5}, {end, y + 5}, pen);
    canvas_.write({middle, box.y + 14}, text, {.size = kLetters, .colour = kWhite});
}

}  // namespace heafs
