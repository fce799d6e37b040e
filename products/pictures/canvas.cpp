#include "products/pictures/canvas.h"

#include <cairo-ft.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "config/base/error.h"

namespace heafs {
namespace {

constexpr double kQuarterTurn = 1.5707963267948966;
constexpr double kHalfCapital = 0.364;  // half the height of DejaVu Sans' capitals over its size
constexpr const char* kFolder = HEAFS_FONTS;
constexpr size_t kMostCharacters = 200;  // of one line of text
constexpr double kFullTurn = 4 * kQuarterTurn;

double part(uint8_t level) { return level / 255.0; }

// The number of bytes of the UTF-8 character at `i`, 0 when there is none (RFC 3629).
size_t character_bytes(const std::string& text, size_t i) {
    const auto at = [&](size_t k) { return static_cast<unsigned char>(text[k]); };
    const unsigned char first = at(i);
    if (first < 0x80) return first >= 0x20 && first != 0x7f ? 1 : 0;
    const size_t bytes = first >= 0xc2 && first < 0xe0   ? 2
                         : first >= 0xe0 && first < 0xf0 ? 3
                         : first >= 0xf0 && first < 0xf5 ? 4
                                                         : 0;
    if (bytes == 0 || i + bytes > text.size()) return 0;
    for (size_t k = i + 1; k < i + bytes; ++k)
        if ((at(k) & 0xc0) != 0x80) return 0;
    const unsigned char second = at(i + 1);
    const bool is_overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
    const bool is_none = (first == 0xed && second >= 0xa0) || (first == 0xf4 && second >= 0x90);
    return is_overlong || is_none ? 0 : bytes;
}

std::vector<std::string> characters_of(const std::string& text) {
    std::vector<std::string> characters;
    for (size_t i = 0; i < text.size();) {
        const size_t bytes = character_bytes(text, i);
        characters.push_back(bytes > 0 ? text.substr(i, bytes) : "?");
        i += std::max<size_t>(bytes, 1);
    }
    return characters;
}

std::string printable(const std::string& text) {
    std::string all;
    for (const std::string& character : characters_of(text)) all += character;
    return all;
}

// The letters are those of one file, so that no list of fonts and no taste of a user comes in.
class Font {
   public:
    Font(FT_Library library, const char* file) {
        const std::string path = std::string(kFolder) + "/" + file;
        if (FT_New_Face(library, path.c_str(), 0, &face_) != 0)
            throw Error(Fault::kNotFound,
                        fmt::format("read the font {}: install DejaVu Sans (Debian: "
                                    "fonts-dejavu-core)",
                                    path));
        cairo_ = cairo_ft_font_face_create_for_ft_face(face_, FT_LOAD_DEFAULT);
    }
    cairo_font_face_t* get() const { return cairo_; }

   private:
    FT_Face face_ = nullptr;
    cairo_font_face_t* cairo_ = nullptr;
};

// Read once and kept until the end: Cairo keeps glyphs of them. Any thread may draw with them.
struct Fonts {
    FT_Library library = nullptr;
    std::optional<Font> normal, bold;
    Fonts() {
        if (FT_Init_FreeType(&library) != 0) throw Error(Fault::kSystem, "start FreeType");
        normal.emplace(library, "DejaVuSans.ttf");
        bold.emplace(library, "DejaVuSans-Bold.ttf");
    }
};

const Fonts& fonts() {
    static const Fonts read;
    return read;
}

struct FontOptions {
    cairo_font_options_t* options = cairo_font_options_create();
    FontOptions() {
        // Nothing of the desktop's taste.
        cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_SLIGHT);
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_ON);
    }
    ~FontOptions() { cairo_font_options_destroy(options); }
    FontOptions(const FontOptions&) = delete;
    FontOptions& operator=(const FontOptions&) = delete;
};

}  // namespace

struct Canvas::Cairo {
    cairo_surface_t* surface;
    cairo_t* context;

    Cairo(int width, int height)
        : surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height)),
          context(cairo_create(surface)) {}
    ~Cairo() {
        cairo_destroy(context);
        cairo_surface_destroy(surface);
    }
    Cairo(const Cairo&) = delete;
    Cairo& operator=(const Cairo&) = delete;

    void check() const {
        const cairo_status_t status = cairo_status(context);
        if (status != CAIRO_STATUS_SUCCESS)
            throw Error(Fault::kSystem,
                        fmt::format("draw a picture: {}", cairo_status_to_string(status)));
    }
    void use(Colour colour, double opacity) const {
        cairo_set_source_rgba(context, part(colour.red), part(colour.green), part(colour.blue),
                              opacity);
    }
    void use(const Lettering& style) const {
        cairo_set_font_face(context, (style.bold ? fonts().bold : fonts().normal)->get());
        cairo_set_font_size(context, style.size);
    }
    void stroke(const Pen& pen) const {
        use(pen.colour, pen.opacity);
        cairo_set_line_width(context, pen.width);
        cairo_set_dash(context, pen.dashes.data(), static_cast<int>(pen.dashes.size()), 0);
        cairo_stroke(context);
    }
    void trace(std::span<const PicturePoint> points) const {
        for (const PicturePoint& point : points) cairo_line_to(context, point.x, point.y);
    }
};

Canvas::Canvas(int width, int height)
    : cairo_(std::make_unique<Cairo>(width, height)), width_(width), height_(height) {
    const FontOptions options;
    cairo_set_font_options(cairo_->context, options.options);
    cairo_set_line_join(cairo_->context, CAIRO_LINE_JOIN_ROUND);
    fill_box({0, 0, static_cast<double>(width), static_cast<double>(height)}, kWhite);
    cairo_->check();
}

Canvas::~Canvas() = default;

void Canvas::draw_line(std::span<const PicturePoint> points, const Pen& pen) {
    cairo_->trace(points);
    cairo_->stroke(pen);
}

void Canvas::draw_line(PicturePoint from, PicturePoint to, const Pen& pen) {
    const PicturePoint points[] = {from, to};
    draw_line(points, pen);
}

void Canvas::draw_frame(const PictureBox& box, const Pen& pen) {
    cairo_rectangle(cairo_->context, box.x, box.y, box.width, box.height);
    cairo_->stroke(pen);
}

void Canvas::fill_box(const PictureBox& box, Colour colour, double opacity) {
    cairo_->use(colour, opacity);
    cairo_rectangle(cairo_->context, box.x, box.y, box.width, box.height);
    cairo_fill(cairo_->context);
}

void Canvas::fill_circle(PicturePoint centre, double radius, Colour colour) {
    cairo_->use(colour, 1);
    cairo_arc(cairo_->context, centre.x, centre.y, radius, 0, kFullTurn);
    cairo_fill(cairo_->context);
}

void Canvas::fill_polygon(std::span<const PicturePoint> points, Colour colour) {
    cairo_->use(colour, 1);
    cairo_->trace(points);
    cairo_fill(cairo_->context);
}

void Canvas::draw_pixels(const PictureBox& box, int columns, int rows,
                         std::span<const Colour> pixels) {
    Cairo small(columns, rows);
    small.check();
    cairo_surface_flush(small.surface);
    unsigned char* data = cairo_image_surface_get_data(small.surface);
    const int stride = cairo_image_surface_get_stride(small.surface);
    for (int row = 0; row < rows; ++row)
        for (int column = 0; column < columns; ++column) {
            const Colour c = pixels[static_cast<size_t>(row) * static_cast<size_t>(columns) +
                                    static_cast<size_t>(column)];
            const auto word = static_cast<uint32_t>(c.red << 16 | c.green << 8 | c.blue);
            std::memcpy(data + std::ptrdiff_t{row} * stride + std::ptrdiff_t{column} * 4, &word, 4);
        }
    cairo_surface_mark_dirty(small.surface);
    cairo_t* context = cairo_->context;
    cairo_save(context);
    cairo_translate(context, box.x, box.y);
    cairo_scale(context, box.width / columns, box.height / rows);
    cairo_set_source_surface(context, small.surface, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(context), CAIRO_FILTER_NEAREST);
    cairo_rectangle(context, 0, 0, columns, rows);
    cairo_fill(context);
    cairo_restore(context);
}

double Canvas::width_of(const std::string& text, const Lettering& style) {
    cairo_->use(style);
    cairo_text_extents_t extents;
    cairo_text_extents(cairo_->context, printable(text).c_str(), &extents);
    return extents.x_advance;
}

void Canvas::write(PicturePoint where, const std::string& text, const Lettering& style) {
    const double width = width_of(text, style);
    cairo_t* context = cairo_->context;
    cairo_save(context);
    cairo_->use(style.colour, 1);
    cairo_translate(context, where.x, where.y);
    if (style.upwards) cairo_rotate(context, -kQuarterTurn);
    cairo_move_to(context, -style.across * width, kHalfCapital * style.size);
    cairo_show_text(context, printable(text).c_str());
    cairo_restore(context);
    cairo_new_path(context);
}

std::string Canvas::fitted(const std::string& text, const Lettering& style, double width) {
    const std::vector<std::string> characters = characters_of(text);
    for (size_t keep = std::min(characters.size(), kMostCharacters);; --keep) {
        std::string cut;
        for (size_t i = 0; i < characters.size(); ++i) {
            const bool is_kept = i < (keep + 1) / 2 || i >= characters.size() - keep / 2;
            if (is_kept) cut += characters[i];
            if (keep < characters.size() && i + 1 == (keep + 1) / 2) cut += "\u2026";
        }
        if (keep <= 1 || width_of(cut, style) <= width) return cut;
    }
}

void Canvas::clip(const PictureBox& box) {
    cairo_save(cairo_->context);
    cairo_rectangle(cairo_->context, box.x, box.y, box.width, box.height);
    cairo_clip(cairo_->context);
}

void Canvas::unclip() { cairo_restore(cairo_->context); }

std::vector<uint8_t> Canvas::indices() const {
    cairo_->check();
    cairo_surface_flush(cairo_->surface);
    const unsigned char* data = cairo_image_surface_get_data(cairo_->surface);
    const int stride = cairo_image_surface_get_stride(cairo_->surface);
    std::vector<uint8_t> result;
    result.reserve(static_cast<size_t>(width_) * static_cast<size_t>(height_));
    NearestColour nearest;
    uint32_t last = 0;
    uint8_t index = nearest.index_of(kBlack);
    for (int row = 0; row < height_; ++row)
        for (int column = 0; column < width_; ++column) {
            uint32_t word;
            std::memcpy(&word, data + std::ptrdiff_t{row} * stride + std::ptrdiff_t{column} * 4, 4);
            word &= 0xffffff;  // the highest byte of RGB24 says nothing
            if (word != last)
                index = nearest.index_of({static_cast<uint8_t>(word >> 16),
                                          static_cast<uint8_t>(word >> 8 & 0xff),
                                          static_cast<uint8_t>(word & 0xff)});
            last = word;
            result.push_back(index);
        }
    return result;
}

}  // namespace heafs
