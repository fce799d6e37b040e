#include "core/events/segment_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "config/base/error.h"
#include "core/events/segment_header.h"
#include "core/events/source_events.h"
#include "core/fits/big_endian.h"
#include "core/fits/hdu_text.h"

namespace heafs {
namespace {

// Bytes of data that grow value by value, in FITS order.
class Column {
   public:
    explicit Column(int64_t bytes) { bytes_.reserve(static_cast<size_t>(padded_bytes(bytes))); }
    template <typename T>
    void add(T value) {
        bytes_.resize(bytes_.size() + sizeof value);
        store_big_endian(bytes_.data() + bytes_.size() - sizeof value, value);
    }
    void add_bytes(std::span<const std::byte> bytes) {
        bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    }
    std::vector<std::byte>& bytes() { return bytes_; }

   private:
    std::vector<std::byte> bytes_;
};

void append_hdu(const SegmentSink& sink, const HeaderText& header, std::vector<std::byte> data) {
    data.resize(static_cast<size_t>(padded_bytes(static_cast<int64_t>(data.size()))));
    OnesComplementSum sum;
    sum.add(data);
    const std::string text = header.finish(sum);
    sink(std::as_bytes(std::span(text)));
    if (!data.empty()) sink(data);
}

void append_events(const SegmentSink& sink, const SourceEvents& events,
                   const std::vector<size_t>& order, const HeaderText& details,
                   const EnergyScale& scale) {
    const auto n = static_cast<int64_t>(order.size());
    Column data(n * 44);
    for (const size_t i : order) data.add(events.events[i].cell);
    for (const size_t i : order) data.add(events.events[i].point.ra.degrees);
    for (const size_t i : order) data.add(events.events[i].point.dec.degrees);
    for (const size_t i : order) data.add(events.events[i].time);
    for (const size_t i : order) data.add(events.events[i].channel);
    for (const size_t i : order) data.add(events.events[i].selected);
    for (const size_t i : order) data.add(static_cast<int32_t>(events.events[i].row + 1));
    const std::vector<FitsColumn> columns = {
        {"HPX", fmt::format("{}K", n), "", "HEALPix cell, order 29, nested"},
        {"RA", fmt::format("{}D", n), "deg", "exact position"},
        {"DEC", fmt::format("{}D", n), "deg", "exact position"},
        {"TIME", fmt::format("{}D", n), "s", "mission time, TIMEZERO included"},
        index_column(scale, n),
        {"SEL", fmt::format("{}J", n), "", "bits of the named selections"},
        {"ROW", fmt::format("{}J", n), "", "row in the source, from 1"}};
    HeaderText header = table_header("EVENTS_INDEX", columns, n * 44, 1);
    header.append(details);
    append_hdu(sink, header, std::move(data.bytes()));
}

void append_blocks(const SegmentSink& sink, const SourceEvents& events,
                   const std::vector<size_t>& order, const EnergyScale& scale) {
    const int64_t rows =
        (static_cast<int64_t>(order.size()) + kEventsOfABlock - 1) / kEventsOfABlock;
    Column data(rows * 40);
    for (size_t first = 0; first < order.size(); first += kEventsOfABlock) {
        const size_t last = std::min(first + static_cast<size_t>(kEventsOfABlock), order.size());
        const SourceEvent& begin = events.events[order[first]];
        double t_min = begin.time, t_max = begin.time;
        int32_t e_min = begin.channel, e_max = begin.channel;
        for (size_t i = first; i < last; ++i) {
            const SourceEvent& event = events.events[order[i]];
            t_min = std::min(t_min, event.time);
            t_max = std::max(t_max, event.time);
            e_min = std::min(e_min, event.channel);
            e_max = std::max(e_max, event.channel);
        }
        data.add(begin.cell);
        data.add(events.events[order[last - 1]].cell);
        data.add(t_min);
        data.add(t_max);
        data.add(e_min);
        data.add(e_max);
    }
    const std::vector<FitsColumn> columns = {
        {"HPX_LO", "K", "", "first cell of the block"}, {"HPX_HI", "K", "", "last cell"},
        {"T_MIN", "D", "s", "earliest event"},          {"T_MAX", "D", "s", "latest event"},
        block_column(scale, "E_MIN", "lowest"),         block_column(scale, "E_MAX", "highest")};
    HeaderText header = table_header("BLOCKS", columns, 40, rows);
    header.add("BLOCKLEN", kEventsOfABlock, "events of a block, the last may have fewer");
    append_hdu(sink, header, std::move(data.bytes()));
}

void append_gti(const SegmentSink& sink, const SourceEvents& events) {
    Column data(static_cast<int64_t>(events.gti.size()) * 16);
    for (const TimeInterval& interval : events.gti) {
        data.add(interval.start);
        data.add(interval.stop);
    }
    const std::vector<FitsColumn> columns = {{"START", "D", "s", "TIMEZERO included"},
                                             {"STOP", "D", "s", "not included"}};
    HeaderText header = table_header("GTI", columns, 16, static_cast<int64_t>(events.gti.size()));
    append_hdu(sink, header, std::move(data.bytes()));
}

void append_pointing(const SegmentSink& sink, const SourceEvents& events) {
    Column data(40);
    for (const double value : {events.start, events.stop, events.pointing.ra.degrees,
                               events.pointing.dec.degrees, events.roll.degrees})
        data.add(value);
    const std::vector<FitsColumn> columns = {{"START", "D", "s", ""},
                                             {"STOP", "D", "s", ""},
                                             {"RA", "D", "deg", "direction of the axis"},
                                             {"DEC", "D", "deg", ""},
                                             {"ROLL", "D", "deg", "position angle"}};
    append_hdu(sink, table_header("POINTING", columns, 40, 1), std::move(data.bytes()));
}

void append_rows(const SegmentSink& sink, const SourceEvents& events,
                 const std::vector<size_t>& order) {
    const int64_t width = events.table->row_bytes();
    Column data(width * static_cast<int64_t>(order.size()));
    for (const size_t i : order)
        data.add_bytes(events.table->data().subspan(
            static_cast<size_t>(events.events[i].row * width), static_cast<size_t>(width)));
    const std::vector<FitsColumn> columns = {
        {"ROW", fmt::format("{}B", width), "", "a row of the source as it stands there"}};
    HeaderText header = table_header("ROWS", columns, width, static_cast<int64_t>(order.size()));
    add_source_column_cards(*events.table, header);
    append_hdu(sink, header, std::move(data.bytes()));
}

}  // namespace

std::string segment_path(const std::string& instrument, const SegmentSource& source) {
    return fmt::format("index/{}/{}_{}.fits", instrument, source.obs_id,
                       source.sha256.substr(0, 12));
}

void build_segment(std::span<const std::byte> fits, const Instrument& instrument,
                   const SegmentSource& source, const SegmentSink& sink) {
    const FitsView view(fits, source.path);
    const SourceEvents events = read_source_events(view, instrument, source.path);
    std::vector<size_t> order(events.events.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
        const SourceEvent& first = events.events[a];
        const SourceEvent& second = events.events[b];
        return first.cell != second.cell ? first.cell < second.cell : first.row < second.row;
    });
    append_hdu(sink, empty_primary_header(), {});
    append_events(sink, events, order, segment_cards(view, events, instrument, source),
                  instrument.energy);
    append_blocks(sink, events, order, instrument.energy);
    append_gti(sink, events);
    append_pointing(sink, events);
    append_rows(sink, events, order);
}

std::vector<std::byte> build_segment(std::span<const std::byte> fits, const Instrument& instrument,
                                     const SegmentSource& source) {
    std::vector<std::byte> file;
    build_segment(fits, instrument, source, [&](std::span<const std::byte> part) {
        file.insert(file.end(), part.begin(), part.end());
    });
    return file;
}

}  // namespace heafs
