#include "core/delivery/worker.h"

#include <unistd.h>

#include <algorithm>
#include <new>
#include <optional>

#include "config/base/error.h"
#include "config/missions/mission.h"
#include "core/base/channel.h"
#include "core/base/file_bytes.h"
#include "core/delivery/content_json.h"
#include "core/delivery/rules.h"
#include "core/delivery/worker_request_json.h"
#include "core/events/source_events.h"
#include "core/sandbox/sandbox.h"
#include "core/tables/table_ingest.h"

namespace heafs {
namespace {

constexpr int64_t kMostIndexedBytes = int64_t{8} << 30;
constexpr size_t kTableDescriptors = 6;  // of a request for a table without a version before

const Instrument& instrument_of(const Mission& mission, const std::string& name) {
    const auto found =
        std::find_if(mission.instruments.begin(), mission.instruments.end(),
                     [&](const Instrument& instrument) { return instrument.name == name; });
    if (found == mission.instruments.end()) throw Error(Fault::kUsage, "no instrument " + name);
    return *found;
}

// Of those that take files of this name, the one whose list this is; else the one that was named,
// which will say why not.
const Instrument& instrument_of_list(const Mission& mission, const IndexOrder& order,
                                     std::span<const std::byte> fits) {
    const Instrument& named = instrument_of(mission, order.instrument);
    const auto like = mission.instruments_like(named);
    if (like.size() == 1) return named;
    const FitsView view(fits, order.source.path);
    for (const Instrument* instrument : like)
        if (why_not_of(view, *instrument).empty()) return *instrument;
    return named;
}

// Into the file that came along, by means of a second one.
IndexVerdict index(const Message& message, int64_t size, const IndexOrder& order) {
    try {
        const int source = message.fds.at(0).get();
        const SegmentFiles files{message.fds.at(1).get(), message.fds.at(2).get()};
        const Mission mission = parse_mission(order.mission_file, order.source.mission + ".toml");
        const FileBytes bytes(source, size, kMostIndexedBytes, files.scratch);
        build_segment(bytes.get(), instrument_of_list(mission, order, bytes.get()), order.source,
                      {files.output, files.scratch, bytes.scratch_bytes()});
        return {};
    } catch (const Error& error) {
        return {error.what(), error.fault() == Fault::kNoSpace};
    } catch (const std::bad_alloc&) {
        return {"indexing it takes more memory than a worker has", false};
    }
}

// The previous version, where one came along.
std::shared_ptr<const TableSegment> version_before(const Message& message) {
    if (message.fds.size() < kTableDescriptors + 1) return nullptr;
    return TableSegment::map(message.fds[kTableDescriptors].get(), "the version before");
}

TableVerdict ingest(const Message& message, int64_t size, const IngestOrder& order) {
    const auto refused = [](const char* rule, const std::string& text) {
        return TableVerdict{{make_finding(rule, "", text)}, false};
    };
    const auto fd = [&](size_t i) { return message.fds.at(i).get(); };
    try {
        const FileBytes bytes(fd(0), size, kMostIndexedBytes, fd(3));
        return {ingest_table(order, {bytes.get(), version_before(message), fd(1), fd(2), fd(4),
                                     fd(5), [&] { bytes.give_up_pages(); }}),
                false};
    } catch (const Error& error) {
        if (error.fault() == Fault::kNoSpace) return {{}, true};
        return refused("TDT-008", error.what());
    } catch (const std::bad_alloc&) {
        return refused("TDT-008", "loading it takes more memory than a worker has");
    }
}

bool has_its_descriptors(const Message& message, const WorkerRequest& request) {
    const size_t have = message.fds.size();
    if (request.table) return have == kTableDescriptors || have == kTableDescriptors + 1;
    return have == (request.index ? 3u : 1u);
}

// Judges the content of files; reads a mission file once.
class Judge {
   public:
    Content judge(int fd, const WorkerRequest& request) {
        if (!request.place) return examine_content(fd, request.size, request.keywords);
        const ContentPlace& place = *request.place;
        const Mission* mission = request.same_mission_file ? mission_before() : mission_of(place);
        const ContentContext context{mission,   place.area,       place.path,
                                     place.now, place.passphrase, place.plaintext_sha256};
        return examine_content(fd, request.size, request.keywords, &context);
    }

   private:
    const Mission* mission_before() const {
        if (!mission_) throw Error(Fault::kMalformed, "no request before had a mission file");
        return &*mission_;
    }

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
        const WorkerRequest request = worker_request_from_json(message->text);
        if (!has_its_descriptors(*message, request))
            throw Error(Fault::kMalformed, "a request without its descriptors");
        // Whoever asked may be gone by then.
        ::alarm(static_cast<unsigned>(request.seconds));
        const int fd = message->fds.front().get();
        if (request.table)
            send_message(socket,
                         table_verdict_to_json(ingest(*message, request.size, *request.table)));
        else if (request.index)
            send_message(socket,
                         index_verdict_to_json(index(*message, request.size, *request.index)));
        else
            send_message(socket, content_to_json(judge.judge(fd, request)));
        ::alarm(0);
    }
}

}  // namespace heafs
