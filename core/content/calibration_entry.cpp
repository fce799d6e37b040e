#include "core/content/calibration_entry.h"

#include "core/content/boundaries.h"
#include "core/content/file_facts.h"

namespace heafs {
namespace {

std::vector<Boundary> boundaries_of(const CalibrationEntry& entry) {
    std::vector<Boundary> boundaries;
    for (const std::string& text : entry.boundaries) {
        auto parsed = parse_boundary(text);
        if (auto* boundary = std::get_if<Boundary>(&parsed))
            boundaries.push_back(std::move(*boundary));
    }
    return boundaries;
}

bool same(const std::string& a, const std::string& b) { return upper_case(a) == upper_case(b); }

}  // namespace

bool same_subject(const CalibrationEntry& a, const CalibrationEntry& b) {
    return same(a.name, b.name) && same(a.telescop, b.telescop) && same(a.instrume, b.instrume) &&
           same(a.detnam, b.detnam) && same(a.filter, b.filter) &&
           overlap(boundaries_of(a), boundaries_of(b));
}

bool same_question(const CalibrationEntry& a, const CalibrationEntry& b) {
    return moment_of(a) == moment_of(b) && same_subject(a, b);
}

std::string moment_of(const CalibrationEntry& entry) { return entry.date + "T" + entry.time; }

}  // namespace heafs
