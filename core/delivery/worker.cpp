#include "core/delivery/worker.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <vector>

#include "config/base/error.h"
#include "config/missions/mission.h"
#include "core/base/channel.h"
#include "core/base/inflated_file.h"
#include "core/base/write_at.h"
#include "core/delivery/content_json.h"
#include "core/delivery/worker_request_json.h"

namespace heafs {
namespace {

constexpr size_t kMostIndexedBytes = size_t{8} << 30;

UniqueFd in_memory_file(std::span<const std::byte> bytes) {
    UniqueFd fd(::memfd_create("segment", MFD_CLOEXEC));
    if (!fd) throw system_error(errno, "make a file in memory");
    write_at(fd.get(), bytes, 0, "a file in memory");
    return fd;
}

void index(int socket, int fd, int64_t size, const IndexOrder& order) {
    std::string why_not;
    UniqueFd segment;
    try {
        const Mission mission = parse_mission(order.mission_file, order.source.mission + ".toml");
        const auto found = std::find_if(
            mission.instruments.begin(), mission.instruments.end(),
            [&](const Instrument& instrument) { return instrument.name == order.instrument; });
        if (found == mission.instruments.end())
            throw Error(Fault::kUsage, "no instrument " + order.instrument);
        segment = in_memory_file(
            build_segment(read_inflated(fd, size, kMostIndexedBytes), *found, order.source));
    } catch (const Error& error) {
        why_not = error.what();
    }
    send_message(socket, index_answer_to_json(why_not), segment ? segment.get() : -1);
}

// Judges the content of files; reads a mission file once.
class Judge {
   public:
    Content judge(int fd, const WorkerRequest& request) {
        if (!request.place) return examine_content(fd, request.size, request.keywords);
        const ContentPlace& place = *request.place;
        const ContentContext context{mission_of(place), place.area, place.path, place.now};
        return examine_content(fd, request.size, request.keywords, &context);
    }

   private:
    const Mission* mission_of(const ContentPlace& place) {
        if (place.mission_file.empty()) return nullptr;
        if (!mission_ || mission_->source_text != place.mission_file)
            mission_ = parse_mission(place.mission_file, place.mission + ".toml");
        return &*mission_;
    }

    std::optional<Mission> mission_;
};

}  // namespace

void serve_as_worker(int socket) {
    Judge judge;
    while (const auto message = receive_message(socket)) {
        if (!message->fd) throw Error(Fault::kMalformed, "a request without a descriptor");
        const WorkerRequest request = worker_request_from_json(message->text);
        if (request.index)
            index(socket, message->fd.get(), request.size, *request.index);
        else
            send_message(socket, content_to_json(judge.judge(message->fd.get(), request)));
    }
}

}  // namespace heafs
