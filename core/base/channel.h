// Messages between processes over a socket: four bytes of length (little endian), then JSON text;
// descriptors may travel with a message. The two sides take turns: a request, then its answer.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/unique_fd.h"

namespace heafs {

struct Message {
    std::string text;
    std::vector<UniqueFd> fds;  // what travelled with it, if anything
};

inline constexpr size_t kMostDescriptors = 7;  // of one message

inline constexpr size_t kMaxMessageBytes = size_t{64} << 20;

// Raises Fault::kSystem when the other side is gone.
void send_message(int socket, std::string_view text, std::span<const int> passed_fds = {});

// Waits for one message; nothing when the other side closed in between messages. A length beyond
// the limit, bytes behind the message, an end inside it, more descriptors than kMostDescriptors,
// one that comes behind the beginning, or a wait beyond `timeout_seconds` (< 0: for ever) raises
// Fault::kSystem.
std::optional<Message> receive_message(int socket, int timeout_seconds = -1);

}  // namespace heafs
