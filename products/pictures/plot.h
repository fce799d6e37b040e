// A frame with two axes, and the way from values to places in it.
#pragma once

#include <string>

#include "products/pictures/canvas.h"
#include "products/pictures/ticks.h"

namespace heafs {

struct Axis {
    double low = 0;
    double high = 1;  // above low
    bool logarithmic = false;
    std::string title = {};
};

class Plot {
   public:
    Plot(Canvas& canvas, const PictureBox& box, Axis across, Axis upwards)
        : canvas_(canvas), box_(box), across_(std::move(across)), upwards_(std::move(upwards)) {}

    // On the canvas; values outside the axes lie outside the box.
    double x_of(double value) const;
    double y_of(double value) const;
    PicturePoint place(double across, double upwards) const {
        return {x_of(across), y_of(upwards)};
    }
    const PictureBox& box() const { return box_; }

    // Faint lines at labelled ticks, behind the data.
    void draw_grid();
    // The frame with its ticks and titles.
    void draw_axes();

    // A point with its errors, as in papers: a cross, and a dot where `filled`. Clipped to the box.
    struct Measured {
        double from = 0;
        double to = 0;
        double value = 0;
        double low = 0;
        double high = 0;
    };
    void draw_measured(const Measured& point, Colour colour, bool filled);
    // An arrow downwards from an upper limit.
    void draw_limit(double from, double to, double limit, Colour colour);

    // The whole height of the box, between two values across: at least one pixel wide.
    void fill_between(double from, double to, Colour colour);

    // Lines of a legend in the upper right corner.
    enum class Mark { kDot, kCross, kLimit, kArea };
    struct Sample {
        std::string text;
        Colour colour;
        Mark mark = Mark::kDot;
    };
    void draw_legend(const std::vector<Sample>& samples);

   private:
    void draw_sample(const Sample& sample, PicturePoint place);
    void draw_arrow(PicturePoint from, Colour colour);
    void draw_ticks_across();
    void draw_ticks_upwards();

    Canvas& canvas_;
    PictureBox box_;
    Axis across_;
    Axis upwards_;
};

}  // namespace heafs
