#include "core/events/event_sketch_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>
#include <string_view>

#include "config/base/error.h"

namespace heafs {
namespace {

using Json = nlohmann::json;

constexpr size_t kDigits = 16;
constexpr size_t kLongestText = kDigits * kSketchSize + 200;

[[noreturn]] void refuse(const std::string& why) {
    throw Error(Fault::kMalformed, "no sketch of events: " + why);
}

std::vector<uint64_t> hashes_of(std::string_view digits) {
    if (digits.size() % kDigits != 0 || digits.size() > kDigits * kSketchSize)
        refuse("hashes of a wrong length");
    std::vector<uint64_t> hashes(digits.size() / kDigits);
    for (size_t i = 0; i < hashes.size(); ++i) {
        const char* const first = digits.data() + i * kDigits;
        const auto [end, fault] = std::from_chars(first, first + kDigits, hashes[i], 16);
        if (fault != std::errc() || end != first + kDigits) refuse("a hash that is not hex");
    }
    return hashes;
}

void check(const EventSketch& sketch) {
    const auto& hashes = sketch.smallest;
    if (std::ranges::adjacent_find(hashes, std::greater_equal<>()) != hashes.end())
        refuse("hashes out of order");
    if (sketch.rows < static_cast<int64_t>(hashes.size()) || hashes.empty() != (sketch.rows == 0))
        refuse("rows and hashes disagree");
    if (!sketch.complete && hashes.size() != kSketchSize) refuse("too few hashes");
    const bool finite = std::isfinite(sketch.first_time) && std::isfinite(sketch.last_time);
    if (!finite || sketch.first_time > sketch.last_time) refuse("times out of order");
}

}  // namespace

std::string sketch_to_json(const EventSketch& sketch) {
    std::string digits;
    for (const uint64_t hash : sketch.smallest) digits += fmt::format("{:016x}", hash);
    return Json::array({sketch.rows, sketch.first_time, sketch.last_time, sketch.complete, digits})
        .dump();
}

EventSketch sketch_from_json(const std::string& text) {
    if (text.size() > kLongestText) refuse("too long");
    try {
        const Json list = Json::parse(text);
        if (!list.at(0).is_number_integer()) refuse("rows are no whole number");
        EventSketch sketch{list.at(0).get<int64_t>(), list.at(1).get<double>(),
                           list.at(2).get<double>(), hashes_of(list.at(4).get<std::string>()),
                           list.at(3).get<bool>()};
        check(sketch);
        return sketch;
    } catch (const nlohmann::json::exception& error) {
        refuse(error.what());
    }
}

}  // namespace heafs
