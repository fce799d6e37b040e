#include "core/events/detector_field.h"

#include <algorithm>
#include <cmath>

#include "config/base/error.h"
#include "core/fits/big_endian.h"

namespace heafs {
namespace {

constexpr double kFarthestPixel = 1e6;

// The legal values of a column.
struct Span {
    int32_t first = 0;
    int32_t count = 0;
};
std::optional<Span> span_of(const NumericColumn& column) {
    const auto low = column.real_keyword("TLMIN"), high = column.real_keyword("TLMAX");
    if (!low || !high || !(std::abs(*low) <= kFarthestPixel) ||
        !(std::abs(*high) <= kFarthestPixel) || *high < *low)
        return std::nullopt;
    return Span{static_cast<int32_t>(*low),
                static_cast<int32_t>(*high) - static_cast<int32_t>(*low) + 1};
}

// The bits of a cell: a number, or up to 16 bits as they stand (TFORM 16X: the first is the
// highest).
int64_t bits_of(const FitsHdu& table, const BinaryColumn& column, int64_t row) {
    if (column.form.type != 'X') return NumericColumn(table, column.name).integer(row).value_or(0);
    const std::byte* at = table.data().data() + row * table.row_bytes() + column.offset;
    int64_t bits = 0;
    for (int64_t i = 0; i < std::min<int64_t>(column.form.repeat, 16); ++i)
        bits = bits * 2 + (static_cast<int>(at[i / 8]) >> (7 - i % 8) & 1);
    return bits;
}

// Clipped to the detector; nothing when none of them is on it.
std::optional<DeadPixels> clipped(DeadPixels dead, const DetectorField& field) {
    const int64_t last =
        std::min<int64_t>(int64_t{dead.y} + dead.length, int64_t{field.first_y} + field.height);
    dead.y = std::max(dead.y, field.first_y);
    if (dead.x < field.first_x || dead.x >= field.first_x + field.width || last <= dead.y)
        return std::nullopt;
    dead.length = static_cast<int32_t>(last - dead.y);
    return dead;
}

int32_t small(std::optional<int64_t> value, int64_t otherwise) {
    return static_cast<int32_t>(std::clamp<int64_t>(value.value_or(otherwise), -2000000, 2000000));
}

void read_dead_pixels(const FitsHdu& table, const Detector& detector, DetectorField& field) {
    const NumericColumn x(table, detector.x_column), y(table, detector.y_column);
    std::optional<NumericColumn> length;
    if (!detector.length_column.empty()) length.emplace(table, detector.length_column);
    const BinaryColumn* flags =
        detector.flags_column.empty() ? nullptr : table.find_column(detector.flags_column);
    for (int64_t row = 0; row < table.rows(); ++row) {
        DeadPixels dead{small(x.integer(row), -2000000), small(y.integer(row), -2000000), 1, false};
        if (length) dead.length = small(length->integer(row), 1);
        if (flags != nullptr)
            dead.spreads = (bits_of(table, *flags, row) & detector.spreading_flags) != 0;
        if (const auto here = clipped(dead, field)) field.dead.push_back(*here);
    }
    field.dead_edge = detector.spreading_flags != 0;
}

std::vector<DetectorPose> read_poses(const FitsHdu& pointing) {
    const NumericColumn start(pointing, "START"), stop(pointing, "STOP"), ra(pointing, "RA"),
        dec(pointing, "DEC"), roll(pointing, "ROLL");
    std::vector<DetectorPose> poses;
    for (int64_t row = 0; row < pointing.rows(); ++row)
        poses.push_back({{start.real(row), stop.real(row)},
                         {Angle{ra.real(row)}, Angle{dec.real(row)}},
                         Angle{roll.real(row)}});
    return poses;
}

bool is_sound(const DetectorPose& pose) {
    return pose.time.stop > pose.time.start && std::isfinite(pose.roll.degrees) &&
           std::abs(pose.axis.dec.degrees) <= 90 && std::abs(pose.axis.ra.degrees) <= 360;
}

// All but the dead pixels.
std::optional<DetectorField> read_geometry(const FitsHdu& pointing) {
    DetectorField field;
    field.first_x = small(pointing.integer("DETX1"), 0);
    field.first_y = small(pointing.integer("DETY1"), 0);
    field.width = small(pointing.integer("DETNX"), 0);
    field.height = small(pointing.integer("DETNY"), 0);
    field.axis_x = pointing.real("DETX0").value_or(0);
    field.axis_y = pointing.real("DETY0").value_or(0);
    field.dead_edge = pointing.text("DETEDGE") == "T";
    field.history.pixel_deg = pointing.real("DETPIX").value_or(0);
    field.history.mirrored = pointing.text("DETMIRR") == "T";
    field.history.poses = read_poses(pointing);
    const auto& poses = field.history.poses;
    if (field.width < 1 || field.height < 1 || !(field.history.pixel_deg > 0) ||
        int64_t{field.width} * field.height > kMostDetectorPixels || poses.empty() ||
        !std::all_of(poses.begin(), poses.end(), is_sound))
        return std::nullopt;
    return field;
}

class Cells {
   public:
    template <typename T>
    void add(T value) {
        bytes_.resize(bytes_.size() + sizeof value);
        store_big_endian(bytes_.data() + bytes_.size() - sizeof value, value);
    }
    std::vector<std::byte> take() { return std::move(bytes_); }

   private:
    std::vector<std::byte> bytes_;
};

}  // namespace

DetectorReader::DetectorReader(const FitsView& file, const Instrument& instrument) {
    const FitsHdu* events = file.find(instrument.events_hdu);
    if (!instrument.detector || events == nullptr) return;
    try {
        const FitsHdu& table = *events;
        const Detector& detector = *instrument.detector;
        x_.emplace(table, detector.x_column);
        y_.emplace(table, detector.y_column);
        const auto across = span_of(*x_), up = span_of(*y_);
        if (!across || !up || int64_t{across->count} * up->count > kMostDetectorPixels) return;
        DetectorField field;
        field.first_x = across->first;
        field.first_y = up->first;
        field.width = across->count;
        field.height = up->count;
        const FitsHdu* bad =
            detector.bad_pixels_hdu.empty() ? nullptr : file.find(detector.bad_pixels_hdu);
        if (bad != nullptr && bad->rows() <= kMostDeadPixelRows)
            read_dead_pixels(*bad, detector, field);
        field.axis_x =
            detector.axis.empty() ? field.first_x + (field.width - 1) / 2.0 : detector.axis[0];
        field.axis_y =
            detector.axis.empty() ? field.first_y + (field.height - 1) / 2.0 : detector.axis[1];
        fit_.emplace(field.axis_x, field.axis_y);
        field_ = std::move(field);
    } catch (const Error&) {
        // The list is indexed all the same; what its detector saw stays unknown.
        field_.reset();
        fit_.reset();
    }
}

void DetectorReader::add(int64_t row, double time, const SkyPoint& place) {
    if (fit_) fit_->add(time, x_->real(row), y_->real(row), place);
}

std::optional<DetectorField> DetectorReader::finish(
    const std::vector<TimeInterval>& good_time) const {
    if (!fit_) return std::nullopt;
    auto history = fit_->finish(good_time);
    if (!history) return std::nullopt;
    DetectorField field = *field_;
    field.history = std::move(*history);
    return field;
}

SkyPoint mean_axis(const std::vector<DetectorPose>& poses) {
    if (poses.size() == 1) return poses.front().axis;
    const TangentPlane plane(poses.front().axis);
    double x = 0, y = 0, seconds = 0;
    for (const DetectorPose& pose : poses) {
        const auto place = plane.project(direction_of(pose.axis.ra, pose.axis.dec));
        const double each = pose.time.stop - pose.time.start;
        x += each * place.x_deg;
        y += each * place.y_deg;
        seconds += each;
    }
    return point_of(plane.deproject(x / seconds, y / seconds));
}

FieldTable pointing_table(const std::vector<DetectorPose>& poses, const DetectorField* field) {
    Cells cells;
    for (const DetectorPose& pose : poses)
        for (const double value : {pose.time.start, pose.time.stop, pose.axis.ra.degrees,
                                   pose.axis.dec.degrees, pose.roll.degrees})
            cells.add(value);
    const std::vector<FitsColumn> columns = {{"START", "D", "s", ""},
                                             {"STOP", "D", "s", ""},
                                             {"RA", "D", "deg", "direction of the axis"},
                                             {"DEC", "D", "deg", ""},
                                             {"ROLL", "D", "deg", "position angle"}};
    FieldTable table{table_header("POINTING", columns, 40, static_cast<int64_t>(poses.size())),
                     cells.take()};
    if (field == nullptr) return table;
    HeaderText& header = table.header;
    const SkyPoint axis = mean_axis(poses);
    header.add("RA_AXIS", axis.ra.degrees, "[deg] mean of RA, weighted by time");
    header.add("DEC_AXIS", axis.dec.degrees, "[deg] mean of DEC");
    header.add("DETPIX", field->history.pixel_deg, "[deg] pixel of the detector on the sky");
    header.add("DETMIRR", field->history.mirrored, "its y axis is mirrored");
    header.add("DETX1", int64_t{field->first_x}, "first pixel of the detector");
    header.add("DETY1", int64_t{field->first_y}, "first pixel of the detector");
    header.add("DETNX", int64_t{field->width}, "pixels along x");
    header.add("DETNY", int64_t{field->height}, "pixels along y");
    header.add("DETX0", field->axis_x, "pixel of the optical axis");
    header.add("DETY0", field->axis_y, "pixel of the optical axis");
    header.add("DETEDGE", field->dead_edge, "the outermost pixels are dead");
    return table;
}

FieldTable dead_pixel_table(const std::vector<DeadPixels>& dead) {
    Cells cells;
    for (const DeadPixels& pixels : dead)
        for (const int32_t value :
             {pixels.x, pixels.y, pixels.length, int32_t{pixels.spreads ? 1 : 0}})
            cells.add(value);
    const std::vector<FitsColumn> columns = {{"X", "J", "pixel", "of the detector"},
                                             {"Y", "J", "pixel", "the first of them"},
                                             {"LENGTH", "J", "pixel", "along y"},
                                             {"SPREADS", "J", "", "1: those around are dead too"}};
    return {table_header("BADPIX", columns, 16, static_cast<int64_t>(dead.size())), cells.take()};
}

std::optional<DetectorField> read_detector_field(const EventSegment& segment) {
    const FitsHdu* pointing = segment.find("POINTING");
    const FitsHdu* bad = segment.find("BADPIX");
    if (pointing == nullptr || bad == nullptr || bad->rows() > kMostDeadPixelRows)
        return std::nullopt;
    auto field = read_geometry(*pointing);
    if (!field) return std::nullopt;
    const NumericColumn x(*bad, "X"), y(*bad, "Y"), length(*bad, "LENGTH"),
        spreads(*bad, "SPREADS");
    for (int64_t row = 0; row < bad->rows(); ++row)
        if (const auto dead = clipped({small(x.integer(row), 0), small(y.integer(row), 0),
                                       small(length.integer(row), 0), spreads.integer(row) == 1},
                                      *field))
            field->dead.push_back(*dead);
    return field;
}

}  // namespace heafs
