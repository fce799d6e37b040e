// The daemon's worker processes: each is started with posix_spawn from the program's own file,
// keeps only its socket, shuts itself in (core/sandbox), and is replaced when it dies, answers
// nonsense or takes too long. What a worker says is foreign: it is bounded and checked.
#pragma once

#include <array>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/channel.h"
#include "core/base/unique_fd.h"
#include "core/delivery/content.h"
#include "core/delivery/worker_request_json.h"

namespace heafs {

inline constexpr int kLeastWorkerSeconds = 60;

class WorkerPool {
   public:
    // `command` starts one worker that serves on descriptor 3. Workers start when they are needed.
    // One that takes longer than `least_seconds`, and a time that grows with the file, is ended.
    WorkerPool(std::vector<std::string> command, int workers,
               int least_seconds = kLeastWorkerSeconds);
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    // The content of a file, by a worker, with the values of further `keywords`; waits for a free
    // one. When the worker crashes, gives
    // nonsense or takes too long, the content carries SEC-090. Any thread may call it.
    // With a `place`, the rules about content are judged as well.
    Content examine(int fd, int64_t size, const std::vector<std::string>& keywords = {},
                    const std::optional<ContentPlace>& place = {});

    // Makes an index segment of an event list, by a worker, in the empty file `output`; `scratch`
    // is another one, for what is in the making, and of no meaning afterwards. The bytes come from
    // a process that parsed foreign ones and may still hold the file: they are to be verified.
    IndexVerdict index(int fd, int64_t size, int64_t inflated_size, const IndexOrder& order,
                       int output, int scratch);

    // Applies a delivered file to a table, by a worker. The same holds as for index().
    struct TableFiles {
        int source = -1;
        int64_t size = 0;
        int64_t inflated_size = 0;
        int output = -1;
        std::array<int, 4> scratch{};  // empty files
        int before = -1;               // the version before, or none
    };
    TableVerdict ingest(const TableFiles& files, const IngestOrder& order, int64_t bytes_before);

   private:
    class Process;
    // What a worker answers; nothing, and `why`, when it failed or took longer. `understand` says
    // whether the worker may look at another file.
    std::optional<Message> ask(std::span<const int> fds, WorkerRequest request,
                               const std::function<bool(const Message&)>& understand,
                               std::string& why);
    int timeout_for(int64_t size) const;
    std::unique_ptr<Process> take();
    void greet(Process& process);
    void give_back(std::unique_ptr<Process> process);

    const std::vector<std::string> command_;
    const int least_seconds_;
    std::once_flag told_missing_;
    std::mutex mutex_;  // guards idle_ and free_
    std::condition_variable changed_;
    std::vector<std::unique_ptr<Process>> idle_;
    int free_;  // how many more may be in use
};

// The command of this program's own workers.
std::vector<std::string> own_worker_command();

}  // namespace heafs
