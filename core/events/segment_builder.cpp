#include "core/events/segment_builder.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "config/base/error.h"
#include "core/base/unique_fd.h"
#include "core/base/write_at.h"
#include "core/events/detector_field.h"
#include "core/events/kept_responses.h"
#include "core/events/segment_header.h"
#include "core/events/source_events.h"
#include "core/fits/big_endian.h"
#include "core/fits/hdu_text.h"
#include "core/fits/segment_file.h"

namespace heafs {
namespace {

constexpr int64_t kBytesOfAnEvent = 44;
constexpr int64_t kBytesOfABlock = 40;

// The data of a small HDU, value by value, in FITS order.
class Data {
   public:
    template <typename T>
    void add(T value) {
        bytes_.resize(bytes_.size() + sizeof value);
        store_big_endian(bytes_.data() + bytes_.size() - sizeof value, value);
    }
    std::vector<std::byte>& bytes() { return bytes_; }

   private:
    std::vector<std::byte> bytes_;
};

HeaderText events_header(int64_t n, const HeaderText& details, const EnergyScale& scale) {
    const std::vector<FitsColumn> columns = {
        {"HPX", fmt::format("{}K", n), "", "HEALPix cell, order 29, nested"},
        {"RA", fmt::format("{}D", n), "deg", "exact position"},
        {"DEC", fmt::format("{}D", n), "deg", "exact position"},
        {"TIME", fmt::format("{}D", n), "s", "mission time, TIMEZERO included"},
        index_column(scale, n),
        {"SEL", fmt::format("{}J", n), "", "bits of the named selections"},
        {"ROW", fmt::format("{}J", n), "", "row in the source, from 1"}};
    HeaderText header = table_header("EVENTS_INDEX", columns, n * kBytesOfAnEvent, 1);
    header.append(details);
    return header;
}

HeaderText blocks_header(int64_t rows, const EnergyScale& scale) {
    const std::vector<FitsColumn> columns = {
        {"HPX_LO", "K", "", "first cell of the block"}, {"HPX_HI", "K", "", "last cell"},
        {"T_MIN", "D", "s", "earliest event"},          {"T_MAX", "D", "s", "latest event"},
        block_column(scale, "E_MIN", "lowest"),         block_column(scale, "E_MAX", "highest")};
    HeaderText header = table_header("BLOCKS", columns, kBytesOfABlock, rows);
    header.add("BLOCKLEN", kEventsOfABlock, "events of a block, the last may have fewer");
    return header;
}

HeaderText rows_header(const FitsHdu& source, int64_t n) {
    const std::vector<FitsColumn> columns = {{"ROW", fmt::format("{}B", source.row_bytes()), "",
                                              "a row of the source as it stands there"}};
    HeaderText header = table_header("ROWS", columns, source.row_bytes(), n);
    add_source_column_cards(source, header);
    return header;
}

// EVENTS_INDEX: a column after the other, all of them growing at once.
class EventColumns {
   public:
    EventColumns(int fd, int64_t at, int64_t n)
        : fill_(padded_bytes(n * kBytesOfAnEvent) - n * kBytesOfAnEvent),
          cell_(fd, at),
          ra_(fd, at + 8 * n),
          dec_(fd, at + 16 * n),
          time_(fd, at + 24 * n),
          channel_(fd, at + 32 * n),
          selections_(fd, at + 36 * n),
          row_(fd, at + 40 * n) {}

    void add(const SourceEvent& event) {
        cell_.add(event.cell);
        ra_.add(event.point.ra.degrees);
        dec_.add(event.point.dec.degrees);
        time_.add(event.time);
        channel_.add(event.channel);
        selections_.add(event.selected);
        row_.add(event.row + 1);
    }
    OnesComplementSum finish() {
        OnesComplementSum sum = row_.finish(fill_);
        for (Stretch* each : {&cell_, &ra_, &dec_, &time_, &channel_, &selections_})
            sum.add(each->finish());
        return sum;
    }

   private:
    const int64_t fill_;
    Stretch cell_, ra_, dec_, time_, channel_, selections_, row_;
};

// BLOCKS: what each kEventsOfABlock events span.
class Blocks {
   public:
    void add(const SourceEvent& event) {
        if (events_ == 0) {
            first_cell_ = event.cell;
            t_min_ = t_max_ = event.time;
            e_min_ = e_max_ = event.channel;
        }
        last_cell_ = event.cell;
        t_min_ = std::min(t_min_, event.time);
        t_max_ = std::max(t_max_, event.time);
        e_min_ = std::min(e_min_, event.channel);
        e_max_ = std::max(e_max_, event.channel);
        if (++events_ == kEventsOfABlock) end_block();
    }
    std::vector<std::byte> finish() {
        if (events_ > 0) end_block();
        return std::move(data_.bytes());
    }

   private:
    void end_block() {
        data_.add(first_cell_);
        data_.add(last_cell_);
        data_.add(t_min_);
        data_.add(t_max_);
        data_.add(e_min_);
        data_.add(e_max_);
        events_ = 0;
    }

    int64_t events_ = 0;
    int64_t first_cell_ = 0, last_cell_ = 0;
    double t_min_ = 0, t_max_ = 0;
    int32_t e_min_ = 0, e_max_ = 0;
    Data data_;
};

void append_gti(SegmentFile& file, const SourceEvents& events) {
    Data data;
    for (const TimeInterval& interval : events.gti) {
        data.add(interval.start);
        data.add(interval.stop);
    }
    const std::vector<FitsColumn> columns = {{"START", "D", "s", "TIMEZERO included"},
                                             {"STOP", "D", "s", "not included"}};
    HeaderText header = table_header("GTI", columns, 16, static_cast<int64_t>(events.gti.size()));
    file.append(header, std::move(data.bytes()));
}

// As the header says it, or as the events do: then the axis is theirs.
std::vector<DetectorPose> poses_of(SourceEvents& events,
                                   const std::optional<DetectorField>& field) {
    if (!field) return {{{events.start, events.stop}, events.pointing, events.roll}};
    const SkyPoint axis = mean_axis(field->history.poses);
    events.reach.degrees += separation(direction_of(axis.ra, axis.dec),
                                       direction_of(events.pointing.ra, events.pointing.dec))
                                .degrees;
    events.pointing = axis;
    return field->history.poses;
}

// What is small in a segment beside its events.
struct Details {
    HeaderText cards;
    FieldTable pointing;
    std::optional<FieldTable> dead_pixels;
    std::vector<KeptResponse> responses;
};

// The HDUs whose data come with the events are laid out first and written as these are merged.
void write_segment(EventSorter& sorter, const SourceEvents& events, const Details& details,
                   const EnergyScale& scale, SegmentFile& file) {
    const int64_t n = sorter.size();
    const int64_t width = events.table->row_bytes();
    const HeaderText index = events_header(n, details.cards, scale);
    const HeaderText blocks = blocks_header((n + kEventsOfABlock - 1) / kEventsOfABlock, scale);
    const HeaderText rows = rows_header(*events.table, n);
    file.append(empty_primary_header(), {});
    const auto index_room = file.add_hdu(index, n * kBytesOfAnEvent);
    const auto blocks_room =
        file.add_hdu(blocks, (n + kEventsOfABlock - 1) / kEventsOfABlock * kBytesOfABlock);
    append_gti(file, events);
    file.append(details.pointing.header, details.pointing.data);
    const auto rows_room = file.add_hdu(rows, n * width);
    if (details.dead_pixels) file.append(details.dead_pixels->header, details.dead_pixels->data);
    for (const KeptResponse& response : details.responses)
        file.append(response.header, response.data);

    EventColumns columns(file.fd(), index_room.data, n);
    Blocks spans;
    Stretch copies(file.fd(), rows_room.data);
    sorter.drain([&](const SourceEvent& event) {
        columns.add(event);
        spans.add(event);
        copies.add_bytes(events.table->data().subspan(static_cast<size_t>(event.row * width),
                                                      static_cast<size_t>(width)));
    });
    file.write_header(index_room, index, columns.finish());
    file.write_hdu(blocks_room, blocks, spans.finish());
    file.write_header(rows_room, rows, copies.finish(padded_bytes(n * width) - n * width));
}

UniqueFd memory_file() {
    UniqueFd fd(::memfd_create("segment", MFD_CLOEXEC));
    if (!fd) throw system_error(errno, "make a file in memory");
    return fd;
}

}  // namespace

std::string segment_path(const std::string& instrument, const SegmentSource& source) {
    return fmt::format("index/{}/{}_{}.fits", instrument, source.obs_id,
                       source.sha256.substr(0, kSegmentHashDigits));
}

void build_segment(std::span<const std::byte> fits, const Instrument& instrument,
                   const SegmentSource& source, const SegmentFiles& files) {
    const FitsView view(fits, source.path);
    EventSorter sorter(files.scratch, files.scratch_offset, files.events_of_a_run);
    DetectorReader detector(view, instrument);
    SourceEvents events =
        read_source_events(view, instrument, source.path, [&](const SourceEvent& event) {
            sorter.add(event);
            detector.add(event.row, event.time, event.point);
        });
    const std::optional<DetectorField> field = detector.finish(events.gti);
    const std::vector<DetectorPose> poses = poses_of(events, field);
    Details details{segment_cards(view, events, sorter.size(), instrument, source),
                    pointing_table(poses, field ? &*field : nullptr),
                    {},
                    kept_responses(view, instrument)};
    if (field) details.dead_pixels = dead_pixel_table(field->dead);
    SegmentFile file(files.output);
    write_segment(sorter, events, details, instrument.energy, file);
}

std::vector<std::byte> build_segment(std::span<const std::byte> fits, const Instrument& instrument,
                                     const SegmentSource& source, int64_t events_of_a_run) {
    const UniqueFd output = memory_file(), scratch = memory_file();
    build_segment(fits, instrument, source, {output.get(), scratch.get(), 0, events_of_a_run});
    const int64_t size = ::lseek(output.get(), 0, SEEK_END);
    std::vector<std::byte> bytes(static_cast<size_t>(size));
    read_at(output.get(), bytes, 0, "a file in memory");
    return bytes;
}

}  // namespace heafs
