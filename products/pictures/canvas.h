// A picture to draw on: lines, areas, pixels and text, in pixels from the top left. The wall around
// Cairo. Colours come out as indices into the palette. One thread at a time uses a canvas; several
// canvases do not disturb each other.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "products/pictures/palette.h"

namespace heafs {

struct PicturePoint {
    double x = 0;
    double y = 0;
};

struct PictureBox {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
    double right() const { return x + width; }
    double bottom() const { return y + height; }
};

struct Pen {
    Colour colour = kBlack;
    double width = 1;
    std::vector<double> dashes = {};  // on, off, ...; none: a full line
    double opacity = 1;
};

struct Lettering {
    double size = 15;
    bool bold = false;
    Colour colour = kBlack;
    double across = 0.5;  // of the text, at the point: 0 its left end, 1 its right one
    bool upwards = false;
};

class Canvas {
   public:
    // White. Raises Fault::kSystem when there is no memory for it.
    Canvas(int width, int height);
    ~Canvas();
    Canvas(const Canvas&) = delete;
    Canvas& operator=(const Canvas&) = delete;

    int width() const { return width_; }
    int height() const { return height_; }

    void draw_line(std::span<const PicturePoint> points, const Pen& pen);
    void draw_line(PicturePoint from, PicturePoint to, const Pen& pen);
    void draw_frame(const PictureBox& box, const Pen& pen);
    void fill_box(const PictureBox& box, Colour colour, double opacity = 1);
    void fill_circle(PicturePoint centre, double radius, Colour colour);
    void fill_polygon(std::span<const PicturePoint> points, Colour colour);
    // `columns` by `rows` colours, from the top left, each as a sharp rectangle.
    void draw_pixels(const PictureBox& box, int columns, int rows, std::span<const Colour> pixels);
    // Text whose middle between baseline and height of capitals is at the point. Bytes that are no
    // UTF-8 come out as "?".
    void write(PicturePoint where, const std::string& text, const Lettering& style);
    double width_of(const std::string& text, const Lettering& style);
    // The text, cut in its middle ("...") to this width.
    std::string fitted(const std::string& text, const Lettering& style, double width);

    // What is drawn from here on shows inside the box only, until unclip().
    void clip(const PictureBox& box);
    void unclip();

    // Raises Fault::kSystem when drawing failed.
    std::vector<uint8_t> indices() const;

   private:
    struct Cairo;
    std::unique_ptr<Cairo> cairo_;
    int width_;
    int height_;
};

}  // namespace heafs
