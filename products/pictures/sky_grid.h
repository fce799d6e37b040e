// Right ascension and declination over an image of the sky: lines, their labels at the edges, and
// shapes on the sky drawn where the image's projection has them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/sky/projection.h"
#include "products/pictures/canvas.h"

namespace heafs {

// How the image lies in a box of the canvas: its middle at the box's `middle`, north up.
struct SkyView {
    Projection projection = Projection::kTan;
    SkyPoint centre;
    PictureBox box;
    PicturePoint middle;          // of the projection's centre, on the canvas
    double degrees_of_pixel = 0;  // of the canvas
};

class SkyGrid {
   public:
    SkyGrid(Canvas& canvas, const SkyView& view);

    // Grey where there is no sky: beyond the edge of the projection.
    void draw_beyond();
    // Faint lines.
    void draw_lines();
    // Labels left of and below the box; inside it where fewer than two lines reach its edges,
    // and around poles. Gives the room that those on the left take.
    double draw_labels();
    // All directions at this angle from another one. Over a dark image: with a shadow.
    void draw_circle(SkyPoint middle, Angle radius, const Pen& pen);
    // A bar of a round length in the lower left corner.
    void draw_scale_bar();

   private:
    // A line of constant right ascension or declination: pieces that show, in canvas pixels.
    struct Line {
        double value = 0;
        std::vector<std::vector<PicturePoint>> pieces;
    };
    std::optional<PicturePoint> place_of(double ra_deg, double dec_deg);
    std::optional<SkyPoint> seen_at(PicturePoint place);
    void find_extent();
    bool contains_pole(double dec_deg);
    Line traced(double value, bool constant_ra);
    std::vector<double> crossings_below(const Line& line) const;
    std::vector<double> crossings_left(const Line& line) const;
    void label_below(const Line& line, double step, std::vector<PictureBox>& taken);
    double label_left(const Line& line, double step, std::vector<PictureBox>& taken);
    void label_inside(const Line& line, const std::string& text, bool constant_ra,
                      std::vector<PictureBox>& taken);

    Canvas& canvas_;
    SkyView view_;
    SkyProjection projection_;
    double ra_low_ = 0, ra_high_ = 0, dec_low_ = 0, dec_high_ = 0;  // that the image shows
    bool is_round_ = false;                                         // all right ascensions
    double ra_step_ = 0, dec_step_ = 0;
    std::vector<Line> ra_lines_, dec_lines_;
};

// "12ʰ34ᵐ05.2ˢ" and "−30°13′32″": as many parts as lines `step_deg` apart need.
std::string ra_label(double ra_deg, double step_deg);
std::string dec_label(double dec_deg, double step_deg);

}  // namespace heafs
