#include "core/events/event_segment.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>

#include <cerrno>
#include <cmath>

#include "config/base/error.h"
#include "core/base/files.h"
#include "core/events/segment_builder.h"

namespace heafs {
namespace {

constexpr int64_t kBytesOfAnEvent = 44;
constexpr int32_t kMostGridChannels = 10'000;

std::string text_of(const FitsHdu& hdu, const char* keyword, const std::string& name) {
    const auto value = hdu.text(keyword);
    if (!value) throw Error(Fault::kMalformed, fmt::format("{} has no {}", name, keyword));
    return *value;
}

// A text that may go on in CONTINUE cards.
std::string long_text_of(const FitsHdu& hdu, const char* keyword, const std::string& name) {
    std::string text = text_of(hdu, keyword, name);
    bool found = false;
    for (const std::string_view card : hdu.cards()) {
        if (found) {
            if (!card.starts_with("CONTINUE") || text.empty() || text.back() != '&') break;
            const size_t open = card.find('\''), close = card.rfind('\'');
            if (close <= open) break;
            text.pop_back();
            text += card.substr(open + 1, close - open - 1);
        }
        if (card.starts_with(fmt::format("{:<8}=", keyword))) found = true;
    }
    return text;
}

double real_of(const FitsHdu& hdu, const char* keyword) { return hdu.real(keyword).value_or(0); }

}  // namespace

std::shared_ptr<const EventSegment> EventSegment::open(const std::filesystem::path& path) {
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) throw system_error(errno, "open the index segment " + path.string());
    const auto bytes = static_cast<size_t>(status_of(fd.get(), path.string()).st_size);
    if (bytes == 0) throw Error(Fault::kMalformed, path.string() + " is empty");
    void* mapped = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, fd.get(), 0);
    if (mapped == MAP_FAILED) throw system_error(errno, "map " + path.string());
    // The constructor owns the map from its first line on.
    return std::shared_ptr<const EventSegment>(
        new EventSegment(static_cast<std::byte*>(mapped), bytes, path.filename().string()));
}

EventSegment::EventSegment(std::byte* mapped, size_t bytes, const std::string& name)
    : mapped_(mapped), mapped_bytes_(bytes), name_(name) {
    try {
        view_ = std::make_unique<FitsView>(std::span(mapped_, bytes), name);
        header_ = view_->find("EVENTS_INDEX");
        rows_ = view_->find("ROWS");
        if (header_ == nullptr || rows_ == nullptr ||
            header_->integer("HEAFSIDX") != kSegmentFormat)
            throw Error(Fault::kMalformed, name + " is no index segment of this format");
        read_header();
        read_grid();
        read_blocks();
        read_times();
    } catch (...) {
        ::munmap(mapped_, mapped_bytes_);
        throw;
    }
}

EventSegment::~EventSegment() { ::munmap(mapped_, mapped_bytes_); }

void EventSegment::read_header() {
    size_ = header_->integer("IDXROWS").value_or(-1);
    columns_ = header_->data().data();
    const auto bytes = static_cast<int64_t>(header_->data().size());
    if (size_ < 0 || bytes % kBytesOfAnEvent != 0 || bytes / kBytesOfAnEvent != size_ ||
        rows_->rows() != size_)
        throw Error(Fault::kMalformed, name_ + ": its parts do not have as many events");
    instrument_ = text_of(*header_, "IDXINSTR", name_);
    mission_ = text_of(*header_, "IDXMISS", name_);
    obs_id_ = text_of(*header_, "IDXOBS", name_);
    source_path_ = long_text_of(*header_, "SRCPATH", name_);
    source_sha256_ = text_of(*header_, "SRCSHA", name_);
    mission_file_sha256_ = text_of(*header_, "MISSHA", name_);
    reach_ = Angle{real_of(*header_, "REACH")};
    first_channel_ = static_cast<int32_t>(header_->integer("PIMIN").value_or(0));
    last_channel_ = static_cast<int32_t>(header_->integer("PIMAX").value_or(0));
    native_pixel_deg_ = real_of(*header_, "NATPIX");
    plane_area_deg2_ = real_of(*header_, "PLANENX") * real_of(*header_, "PLANENY") *
                       native_pixel_deg_ * native_pixel_deg_;
}

void EventSegment::read_blocks() {
    const FitsHdu* table = view_->find("BLOCKS");
    if (table == nullptr || table->rows() != (size_ + kEventsOfABlock - 1) / kEventsOfABlock)
        throw Error(Fault::kMalformed, name_ + ": its block map is not that of its events");
    const NumericColumn t_min(*table, "T_MIN"), t_max(*table, "T_MAX"), e_min(*table, "E_MIN"),
        e_max(*table, "E_MAX");
    for (int64_t row = 0; row < table->rows(); ++row)
        blocks_.push_back({t_min.real(row), t_max.real(row), e_min.real(row), e_max.real(row)});
}

// The grid of a list with energies, as the mission file gave it when the segment was made.
void EventSegment::read_grid() {
    if (header_->find_column("ENERGY") == nullptr) return;
    EnergyScale scale;
    scale.kind = EnergyKind::kEnergies;
    scale.first_channel = first_channel_;
    scale.last_channel = last_channel_;
    scale.grid_start = text_of(*header_, "GRIDLOW", name_);
    scale.per_decade = static_cast<int>(header_->integer("GRIDPDEC").value_or(0));
    if (scale.per_decade < 1 || scale.last_channel < scale.first_channel ||
        scale.last_channel - scale.first_channel > kMostGridChannels)
        throw Error(Fault::kMalformed, name_ + ": its grid of energies cannot be");
    grid_ = std::make_unique<const SpectrumGrid>(scale);
}

int32_t EventSegment::grid_channel(double energy) const {
    const auto channel = grid_->channel_of(energy);
    if (channel) return *channel;
    return energy < grid_->edges().front() ? first_channel_ - 1 : last_channel_ + 1;
}

void EventSegment::read_times() {
    const FitsHdu* good = view_->find("GTI");
    const FitsHdu* axis = view_->find("POINTING");
    if (good == nullptr || axis == nullptr || axis->rows() < 1)
        throw Error(Fault::kMalformed, name_ + " has no good time or no pointing");
    const NumericColumn start(*good, "START"), stop(*good, "STOP");
    std::vector<TimeInterval> intervals;
    for (int64_t row = 0; row < good->rows(); ++row)
        intervals.push_back({start.real(row), stop.real(row)});
    gti_ = GoodTimeIntervals(intervals);
    pointing_ = {Angle{axis->real("RA_AXIS").value_or(NumericColumn(*axis, "RA").real(0))},
                 Angle{axis->real("DEC_AXIS").value_or(NumericColumn(*axis, "DEC").real(0))}};
    roll_ = Angle{NumericColumn(*axis, "ROLL").real(0)};
    if (!(pointing_.ra.degrees >= 0 && pointing_.ra.degrees <= 360) ||
        !(std::abs(pointing_.dec.degrees) <= 90) || !std::isfinite(roll_.degrees))
        throw Error(Fault::kMalformed, name_ + ": its axis points nowhere");
}

std::span<const std::byte> EventSegment::source_row(int64_t i) const {
    const auto width = static_cast<size_t>(rows_->row_bytes());
    return rows_->data().subspan(static_cast<size_t>(i) * width, width);
}

}  // namespace heafs
