#include "fs/cli/mission_check.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "config/base/error.h"
#include "core/base/files.h"
#include "core/base/sha256.h"
#include "core/delivery/worker_pool.h"
#include "core/events/event_segment.h"
#include "core/events/segment_time.h"

namespace heafs {
namespace {

constexpr const char* kMemory = "a file in memory";

std::string line(const std::string& what, const std::string& words) {
    return fmt::format("  {:<12}{}\n", what, words);
}

// "FILE=PATH" in its two parts.
struct Sample {
    std::string file;
    std::string path;  // below obs/<mission>/, or where the file is now
    bool told = false;
};

Sample sample_of(const std::string& text) {
    const size_t at = text.find('=');
    if (at == std::string::npos || std::filesystem::exists(text)) return {text, text, false};
    return {text.substr(0, at), text.substr(at + 1), true};
}

std::optional<ObservationPlace> place_of_sample(const Mission& mission, const Sample& sample) {
    if (sample.told) {
        if (const auto place = mission.observations.locate(sample.path)) return place;
        return mission.observations.locate_in_tail(sample.path);
    }
    const auto absolute = std::filesystem::absolute(sample.path).lexically_normal();
    return mission.observations.locate_in_tail(absolute.string());
}

UniqueFd memory_file() {
    UniqueFd fd(::memfd_create("heafs", MFD_CLOEXEC));
    if (!fd) throw system_error(errno, "make a file in memory");
    return fd;
}

std::string range_in_words(const EventSegment& segment) {
    double low = 0, high = 0;
    for (size_t i = 0; i < segment.blocks().size(); ++i) {
        const EventSegment::Block& block = segment.blocks()[i];
        low = i == 0 ? block.e_min : std::min(low, block.e_min);
        high = i == 0 ? block.e_max : std::max(high, block.e_max);
    }
    if (segment.has_energies())
        return fmt::format("{:.6g} to {:.6g} {}; the grid has channels {} to {}", low, high,
                           segment.header().text("GRIDUNIT").value_or(""), segment.first_channel(),
                           segment.last_channel());
    return fmt::format("{} to {}; legal are {} to {}", low, high, segment.first_channel(),
                       segment.last_channel());
}

std::string times_in_words(const EventSegment& segment, const Instrument& instrument) {
    const auto& good = segment.gti().intervals();
    if (good.empty()) return "no good time";
    const MissionClock clock = clock_of(segment, instrument.clock);
    const auto utc = [&](double seconds) { return utc_text_of(mjd_tt_of(clock, seconds), 0); };
    return fmt::format("{} to {} (UTC), {:.1f} s good in {} intervals", utc(good.front().start),
                       utc(good.back().stop), segment.gti().total_seconds(), good.size());
}

std::string positions_in_words(const EventSegment& segment, const Instrument& instrument) {
    const SkyPoint axis = segment.pointing();
    const std::string where =
        fmt::format("axis at {:.5f} {:+.5f}", axis.ra.degrees, axis.dec.degrees);
    if (instrument.model != EventModel::kEvents)
        return where + "; the events have none, all are of the field";
    const bool outside = segment.reach() > instrument.field_radius;
    return fmt::format(
        "{}, the farthest event {:.3f} degrees away{}", where, segment.reach().degrees,
        outside ? fmt::format(": beyond fov, {:.3f} degrees", instrument.field_radius.degrees)
                : "");
}

std::string selections_in_words(const EventSegment& segment, const Instrument& instrument) {
    std::string words;
    for (size_t n = 0; n < instrument.selections.size(); ++n) {
        int64_t events = 0;
        for (int64_t i = 0; i < segment.size(); ++i)
            events += static_cast<uint32_t>(segment.selections(i)) >> n & 1;
        words += fmt::format("{}{} {}", n == 0 ? "" : ", ", instrument.selections[n].name, events);
    }
    return words;
}

std::string segment_in_words(const EventSegment& segment, const Instrument& instrument) {
    const int64_t rows = segment.header().integer("SRCROWS").value_or(0);
    std::string text = line("instrument", segment.instrument());
    text += line("events", fmt::format("{} of {} rows can be used", segment.size(), rows));
    if (segment.size() > 0)
        text += line(segment.has_energies() ? "energies" : "channels", range_in_words(segment));
    text += line("times", times_in_words(segment, instrument));
    text += line("positions", positions_in_words(segment, instrument));
    if (!instrument.selections.empty())
        text += line("selections", selections_in_words(segment, instrument));
    return text;
}

// One sample that is being looked at.
class Trial {
   public:
    Trial(const Mission& mission, const Sample& sample)
        : mission_(mission),
          sample_(sample),
          fd_(::open(sample.file.c_str(), O_RDONLY | O_CLOEXEC)),
          workers_(own_worker_command(), 1) {
        if (!fd_) throw system_error(errno, "open " + sample.file);
        size_ = status_of(fd_.get(), sample.file).st_size;
    }

    SampleReport report() {
        const auto place = place_of_sample(mission_, sample_);
        SampleReport report{sample_.file + "\n", false};
        report.text += place_in_words(place);
        const bool placed = place && !place->rest.empty() && !place->obs_id.empty();
        const FileClass* const file_class = placed ? mission_.class_of(place->rest) : nullptr;
        if (placed) report.text += class_in_words(file_class);
        report.good = file_class != nullptr;
        if (placed && mission_.instrument_of(place->rest) != nullptr)
            report.good = try_index(*mission_.instrument_of(place->rest), report.text, true);
        else
            try_all(report.text, placed);
        return report;
    }

   private:
    std::string place_in_words(const std::optional<ObservationPlace>& place) const {
        if (place && !place->rest.empty() && !place->obs_id.empty())
            return line("place", fmt::format("obs/{}/{}/{}, observation {}", mission_.name,
                                             place->folder, place->rest, place->obs_id));
        const std::string names = mission_.observations.file_names();
        return line("place",
                    fmt::format("none: its path lies in no observation folder ({}/...{}); say "
                                "where it will be as {}=PATH",
                                mission_.observations.folder_template(),
                                names.empty() ? "" : ", names like " + names, sample_.file));
    }

    std::string class_in_words(const FileClass* file_class) const {
        if (file_class != nullptr)
            return line("class", fmt::format("{}, level {}", file_class->name, file_class->level));
        std::string known;
        for (const FileClass& one : mission_.file_classes)
            known += fmt::format("\n{:14}{}: {}", "", one.name, one.files.expression());
        return line("class", "none of [[obs.file]] takes this name:" + known);
    }

    // Whether its events can be used for the instrument; the words say why not when `told`.
    bool try_index(const Instrument& named, std::string& text, bool told) {
        const UniqueFd output = memory_file(), scratch = memory_file();
        const SegmentSource source{sample_.path, sha256_hex(sample_.path), mission_.name, "sample",
                                   sha256_hex(mission_.source_text)};
        const IndexVerdict verdict =
            workers_.index(fd_.get(), size_, 0, {mission_.source_text, named.name, source},
                           output.get(), scratch.get());
        if (!verdict.why_not.empty()) {
            if (told) text += line("instrument", "none: " + verdict.why_not);
            return false;
        }
        const auto segment = EventSegment::open(fmt::format("/proc/self/fd/{}", output.get()));
        for (const Instrument* one : mission_.instruments_like(named))
            if (one->name == segment->instrument()) text += segment_in_words(*segment, *one);
        return true;
    }

    // No instrument takes the name: whether one would take the content.
    void try_all(std::string& text, bool placed) {
        for (const Instrument& instrument : mission_.instruments) {
            std::string words;
            if (!try_index(instrument, words, false)) continue;
            text += words;
            text += line("", placed ? "but by its name no instrument takes it: files = '" +
                                          instrument.files.expression() + "'"
                                    : "by its header; its name was not looked at");
            return;
        }
        text += line("instrument", "none takes this file: it feeds nothing in sky/");
    }

    const Mission& mission_;
    const Sample& sample_;
    UniqueFd fd_;
    WorkerPool workers_;
    int64_t size_ = 0;
};

}  // namespace

std::string mission_in_words(const Mission& mission) {
    std::string instruments;
    for (const Instrument& instrument : mission.instruments)
        instruments += (instruments.empty() ? "" : ", ") + instrument.name;
    return fmt::format("{}: {}\n  {} classes of files, instruments: {}, table: {}\n", mission.name,
                       mission.title, mission.file_classes.size(),
                       instruments.empty() ? "none" : instruments,
                       mission.table ? mission.table->schema.name : "none");
}

SampleReport MissionCheck::try_on(const std::string& sample) const {
    const Sample parts = sample_of(sample);
    if (!std::filesystem::is_regular_file(parts.file))
        throw Error(Fault::kNotFound, "there is no file " + parts.file);
    return Trial(mission_, parts).report();
}

}  // namespace heafs
