#include "core/events/list_sketch.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "config/base/error.h"
#include "core/events/event_sketch_json.h"
#include "core/fits/card.h"
#include "core/fits/hdu_text.h"
#include "core/fits/keyword.h"

namespace heafs {
namespace {

constexpr size_t kMostColumnsText = 140;
constexpr size_t kBlock = 2880;
constexpr size_t kMostHeaderBytes = size_t{8} << 20;
constexpr int64_t kMostDataBytes = int64_t{1} << 50;
constexpr int64_t kMostRowBytes = int64_t{1} << 20;

// Where on the detector: what no later processing changes.
constexpr const char* kPlaces[][2] = {{"RAWX", "RAWY"}, {"DETX", "DETY"}};

std::vector<std::string> telling_columns(const FitsHdu& events, const Instrument& instrument) {
    for (const auto& [x, y] : kPlaces)
        if (events.find_column(x) != nullptr && events.find_column(y) != nullptr) return {x, y};
    if (events.find_column(instrument.energy.column) != nullptr) return {instrument.energy.column};
    return {};
}

int64_t whole(const NumericColumn& column, int64_t row) {
    const double value = column.real(row);
    return std::isfinite(value) ? std::llround(std::clamp(value * 1000, -1e15, 1e15)) : 0;
}

}  // namespace

void ListSketcher::feed(std::span<const std::byte> bytes) {
    try {
        while (!bytes.empty() && at_ != At::kEnd) {
            if (at_ == At::kHeader) {
                bytes = feed_header(bytes);
            } else if (at_ == At::kRows) {
                bytes = feed_rows(bytes);
            } else {
                const auto part = std::min<int64_t>(left_, static_cast<int64_t>(bytes.size()));
                left_ -= part;
                bytes = bytes.subspan(static_cast<size_t>(part));
                if (left_ == 0) at_ = At::kHeader;
            }
        }
    } catch (const Error&) {
        at_ = At::kEnd;  // nor will it be in the index, which says why
    }
}

std::optional<ListSketch> ListSketcher::finish() const {
    if (!whole_) return std::nullopt;
    return ListSketch{fmt::format("{}", fmt::join(columns_, ",")), sketcher_.sketch()};
}

std::span<const std::byte> ListSketcher::feed_header(std::span<const std::byte> bytes) {
    const size_t part = std::min(kBlock - header_.size() % kBlock, bytes.size());
    header_.insert(header_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(part));
    if (header_.size() % kBlock == 0) {
        if (header_.size() > kMostHeaderBytes) at_ = At::kEnd;
        const std::string_view block(
            reinterpret_cast<const char*>(header_.data() + header_.size() - kBlock), kBlock);
        for (size_t at = 0; at < kBlock; at += kCardBytes)
            if (keyword_of(block.substr(at, kCardBytes)) == "END") {
                end_header();
                break;
            }
    }
    return bytes.subspan(part);
}

void ListSketcher::end_header() {
    FitsHdu hdu = FitsHdu::of_header(header_, "the file that is validated");
    if (same_name(hdu.text("EXTNAME").value_or(""), instrument_.events_hdu))
        return begin_rows(std::move(hdu));
    if (hdu.stated_bytes() > kMostDataBytes) throw Error(Fault::kTooBig, "an HDU without end");
    left_ = padded_bytes(hdu.stated_bytes());
    header_.clear();
    at_ = left_ > 0 ? At::kData : At::kHeader;
}

void ListSketcher::begin_rows(FitsHdu table) {
    at_ = At::kEnd;
    if (table.find_column("TIME") == nullptr || table.row_bytes() > kMostRowBytes) return;
    columns_ = telling_columns(table, instrument_);
    left_ = table.rows() * table.row_bytes();
    table_ = std::move(table);
    sketch({});  // raises for columns that hold no numbers
    whole_ = left_ == 0;
    if (!whole_) at_ = At::kRows;
}

std::span<const std::byte> ListSketcher::feed_rows(std::span<const std::byte> bytes) {
    const auto width = static_cast<size_t>(table_->row_bytes());
    const auto mine = bytes.first(
        static_cast<size_t>(std::min<int64_t>(left_, static_cast<int64_t>(bytes.size()))));
    auto rest = mine;
    if (!row_.empty()) {
        const auto missing = rest.first(std::min(width - row_.size(), rest.size()));
        row_.insert(row_.end(), missing.begin(), missing.end());
        rest = rest.subspan(missing.size());
        if (row_.size() == width) {
            sketch(row_);
            row_.clear();
        }
    }
    const auto full_rows = rest.first(rest.size() / width * width);
    if (!full_rows.empty()) sketch(full_rows);
    rest = rest.subspan(full_rows.size());
    row_.insert(row_.end(), rest.begin(), rest.end());
    left_ -= static_cast<int64_t>(mine.size());
    whole_ = left_ == 0;
    if (whole_) at_ = At::kEnd;
    return bytes.subspan(mine.size());
}

void ListSketcher::sketch(std::span<const std::byte> rows) {
    const FitsHdu part = table_->with_rows(rows);
    const NumericColumn time(part, "TIME");
    std::vector<NumericColumn> places;
    for (const std::string& name : columns_) places.emplace_back(part, name);
    const double zero = part.real("TIMEZERO").value_or(0);
    for (int64_t row = 0; row < part.rows(); ++row)
        sketcher_.add({time.real(row) + zero, places.empty() ? 0 : whole(places[0], row),
                       places.size() < 2 ? 0 : whole(places[1], row)});
}

std::string list_sketch_text(const ListSketch& list) {
    return list.columns + " " + sketch_to_json(list.sketch);
}

ListSketch parse_list_sketch(const std::string& text) {
    const size_t end = text.find(" [");
    if (end == std::string::npos || end > kMostColumnsText)
        throw Error(Fault::kMalformed, "no sketch of an event list");
    return {text.substr(0, end), sketch_from_json(text.substr(end + 1))};
}

}  // namespace heafs
