// One line of a file of rules for data products, taken apart from left to right, with messages that
// point at a character of it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace heafs {

// What is wrong at a character of a line, from 0.
struct LineFault {
    size_t place = 0;
    std::string message;
};

// A stretch of the line, and where it begins there.
struct LinePart {
    std::string text;
    size_t place = 0;
};

// Every take...() goes on behind what it took, and raises LineFault when that is not there.
class ProductLine {
   public:
    explicit ProductLine(std::string_view line) : line_(line) {}

    size_t place() const { return place_; }
    bool at_end() const { return place_ >= line_.size(); }
    void skip_blanks();
    // Whether the line goes on with `text`, which is then taken.
    bool take_if(std::string_view text);
    // What stands before `end`, which is taken too. No other of `forbidden` may come before it.
    LinePart take_until(std::string_view end, std::string_view forbidden);
    // Blanks, '=', blanks.
    void take_equals();
    // The rest up to " // ", which is taken, without blanks around it; the whole rest where the
    // line has no description.
    LinePart take_value();
    // Whether take_value() found a description.
    bool has_description() const { return has_description_; }
    LinePart take_rest();

   private:
    LinePart trimmed(size_t from, size_t end) const;

    std::string_view line_;
    size_t place_ = 0;
    bool has_description_ = false;
};

// "messier.conf:25:29: message", the line, and a caret.
std::string fault_text(const std::string& place, std::string_view line, const LineFault& fault);

}  // namespace heafs
