#include "core/delivery/worker.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <optional>

#include "config/base/error.h"
#include "config/missions/mission.h"
#include "core/base/channel.h"
#include "core/base/file_bytes.h"
#include "core/base/write_at.h"
#include "core/delivery/content_json.h"
#include "core/delivery/worker_request_json.h"
#include "core/sandbox/sandbox.h"

namespace heafs {
namespace {

constexpr int64_t kMostIndexedBytes = int64_t{8} << 30;

// It can be sealed by whoever gets it.
UniqueFd new_memory_file() {
    UniqueFd fd(::memfd_create("segment", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (!fd) throw system_error(errno, "make a file in memory");
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
        const FileBytes bytes(fd, size, kMostIndexedBytes);
        UniqueFd made = new_memory_file();
        int64_t end = 0;
        build_segment(bytes.get(), *found, order.source, [&](std::span<const std::byte> part) {
            write_at(made.get(), part, end, "a file in memory");
            end += static_cast<int64_t>(part.size());
        });
        segment = std::move(made);
    } catch (const Error& error) {
        why_not = error.what();
    } catch (const std::bad_alloc&) {
        why_not = "indexing it takes more memory than a worker has";
    }
    send_message(socket, index_answer_to_json(why_not), segment ? segment.get() : -1);
}

// Judges the content of files; reads a mission file once.
class Judge {
   public:
    Content judge(int fd, const WorkerRequest& request) {
        if (!request.place) return examine_content(fd, request.size, request.keywords);
        const ContentPlace& place = *request.place;
        const ContentContext context{mission_of(place), place.area,       place.path,
                                     place.now,         place.passphrase, place.plaintext_sha256};
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
    send_message(socket, greeting_to_json(enter_sandbox()));
    Judge judge;
    while (const auto message = receive_message(socket)) {
        if (!message->fd) throw Error(Fault::kMalformed, "a request without a descriptor");
        const WorkerRequest request = worker_request_from_json(message->text);
        // Whoever asked may be gone by then.
        ::alarm(static_cast<unsigned>(request.seconds));
        if (request.index)
            index(socket, message->fd.get(), request.size, *request.index);
        else
            send_message(socket, content_to_json(judge.judge(message->fd.get(), request)));
        ::alarm(0);
    }
}

}  // namespace heafs
