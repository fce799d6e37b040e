// Shuts a process in before it reads its first foreign byte: it keeps the descriptors that it has
// and can compute, and nothing else. For a worker (core/delivery/worker.h), right after it began
// and while it has one thread. Layers stand behind each other, so that a kernel that lacks one
// still has the others.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace heafs {

struct SandboxLimits {
    // Heap and private maps that can be written (RLIMIT_DATA). Large tiles of images take the most.
    int64_t memory_bytes = int64_t{4} << 30;
    int64_t file_bytes = int64_t{4} << 30;  // of one file that it writes (RLIMIT_FSIZE)
    int64_t cpu_seconds = 2 * 86400;        // in all of its life
    // Its socket, the files of a task (seven of a table), and a pipe where a library wants one.
    int64_t descriptors = 16;
};

// What a layer could not do here, and why, for people. Empty: it stands whole.
using Missing = std::vector<std::string>;

// All layers, in order.
Missing enter_sandbox(const SandboxLimits& limits = {});

// Where the process is root: the user and group 65534 (nobody), no further groups. In any case no
// capabilities: effective, permitted, inheritable and ambient, and where that is allowed none in
// the bounding set.
Missing give_up_privileges();
// And no core file and no further process.
Missing limit_resources(const SandboxLimits& limits);
// Not dumpable, so that no other process of the same user looks in, and no privileges by exec.
Missing forbid_new_privileges();

// A sanitizer's runtime needs system calls and memory of its own: such builds do without the filter
// of system calls and the limit of memory.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif
#else
inline constexpr bool kSanitized = false;
#endif

}  // namespace heafs
