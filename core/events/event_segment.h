// One segment of the event index, mapped into memory: the usable events of one event list, sorted
// by HEALPix cell. Immutable: any thread may read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "config/missions/energy_scale.h"
#include "core/fits/big_endian.h"
#include "core/fits/fits_view.h"
#include "core/sky/direction.h"
#include "core/time/good_time.h"

namespace heafs {

class EventSegment {
   public:
    // Maps the file. Raises Fault::kMalformed when it is no whole segment of this format,
    // Fault::kNotFound when it is gone.
    static std::shared_ptr<const EventSegment> open(const std::filesystem::path& path);
    ~EventSegment();
    EventSegment(const EventSegment&) = delete;
    EventSegment& operator=(const EventSegment&) = delete;

    int64_t size() const { return size_; }
    int64_t cell(int64_t i) const { return load<int64_t>(0, i); }
    double ra_deg(int64_t i) const { return load<double>(8, i); }
    double dec_deg(int64_t i) const { return load<double>(16, i); }
    double time(int64_t i) const { return load<double>(24, i); }
    // The channel of the energy scale; with energies, of the grid: below first_channel() or above
    // last_channel() where the energy lies outside.
    int32_t channel(int64_t i) const {
        return grid_ ? grid_channel(energy(i)) : load<int32_t>(32, i);
    }
    // Whether the list has energies and no channels; they are in the unit of its column.
    bool has_energies() const { return grid_ != nullptr; }
    const SpectrumGrid& grid() const { return *grid_; }
    float energy(int64_t i) const { return load<float>(32, i); }
    // Bits of the named selections that the event is of.
    int32_t selections(int64_t i) const { return load<int32_t>(36, i); }
    int32_t row(int64_t i) const { return load<int32_t>(40, i); }
    // The source's row of event `i`, as it stands there.
    std::span<const std::byte> source_row(int64_t i) const;

    struct Block {
        double t_min = 0, t_max = 0;
        double e_min = 0, e_max = 0;  // channels, or energies
    };
    // Blocks of kEventsOfABlock events.
    std::span<const Block> blocks() const { return blocks_; }

    // The HDUs EVENTS_INDEX, with what products carry over from the source, and ROWS, with the
    // source's column keywords (S for the leading T).
    const FitsHdu& header() const { return *header_; }
    const FitsHdu& rows() const { return *rows_; }

    // Another HDU of the segment, or null.
    const FitsHdu* find(std::string_view extname) const { return view_->find(extname); }

    const std::string& instrument() const { return instrument_; }
    const std::string& mission() const { return mission_; }
    const std::string& obs_id() const { return obs_id_; }
    const std::string& source_path() const { return source_path_; }
    const std::string& source_sha256() const { return source_sha256_; }
    const std::string& mission_file_sha256() const { return mission_file_sha256_; }
    const GoodTimeIntervals& gti() const { return gti_; }
    SkyPoint pointing() const { return pointing_; }
    Angle roll() const { return roll_; }  // position angle of the detector's X axis
    Angle reach() const { return reach_; }
    int32_t first_channel() const { return first_channel_; }
    int32_t last_channel() const { return last_channel_; }
    double native_pixel_deg() const { return native_pixel_deg_; }
    // The area of the X, Y plane in square degrees; 0 if it has none.
    double plane_area_deg2() const { return plane_area_deg2_; }

   private:
    EventSegment(std::byte* mapped, size_t bytes, const std::string& name);
    void read_header();
    void read_blocks();
    void read_times();
    void read_grid();
    int32_t grid_channel(double energy) const;

    template <typename T>
    T load(int64_t bytes_before, int64_t i) const {
        return load_big_endian<T>(columns_ + bytes_before * size_ +
                                  i * static_cast<int64_t>(sizeof(T)));
    }

    std::byte* mapped_;
    size_t mapped_bytes_;
    std::string name_;
    std::unique_ptr<FitsView> view_;
    const FitsHdu* header_ = nullptr;
    const FitsHdu* rows_ = nullptr;
    const std::byte* columns_ = nullptr;
    int64_t size_ = 0;
    std::unique_ptr<const SpectrumGrid> grid_;
    std::vector<Block> blocks_;
    std::string instrument_, mission_, obs_id_, source_path_, source_sha256_, mission_file_sha256_;
    GoodTimeIntervals gti_;
    SkyPoint pointing_;
    Angle roll_;
    Angle reach_;
    int32_t first_channel_ = 0, last_channel_ = 0;
    double native_pixel_deg_ = 0;
    double plane_area_deg2_ = 0;
};

}  // namespace heafs
