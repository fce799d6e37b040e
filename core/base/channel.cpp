#include "core/base/channel.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <span>

#include "config/base/error.h"

namespace heafs {
namespace {

constexpr size_t kPrefixBytes = 4;
constexpr size_t kFirstReadBytes = 16384;
constexpr size_t kControlBytes = CMSG_SPACE(kMostDescriptors * sizeof(int));

std::array<char, kPrefixBytes> prefix_of(size_t length) {
    std::array<char, kPrefixBytes> prefix{};
    for (size_t i = 0; i < prefix.size(); ++i)
        prefix[i] = static_cast<char>((length >> (8 * i)) & 0xff);
    return prefix;
}

size_t length_of(std::span<const char> prefix) {
    size_t length = 0;
    for (size_t i = 0; i < kPrefixBytes; ++i)
        length |= static_cast<size_t>(static_cast<unsigned char>(prefix[i])) << (8 * i);
    if (length > kMaxMessageBytes)
        throw Error(Fault::kSystem, fmt::format("a message of {} bytes is too long", length));
    return length;
}

time_t seconds_now() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

// One deadline for all of a message.
class Receiver {
   public:
    Receiver(int socket, int timeout_seconds)
        : socket_(socket), deadline_(timeout_seconds < 0 ? 0 : seconds_now() + timeout_seconds) {}

    // How many bytes came; 0 at the end of the stream. Descriptors that came along go to `fds`.
    size_t receive(std::span<char> into, std::vector<UniqueFd>* fds) {
        wait();
        iovec part{into.data(), into.size()};
        alignas(cmsghdr) char control[kControlBytes] = {};
        msghdr header{};
        header.msg_iov = &part;
        header.msg_iovlen = 1;
        header.msg_control = control;
        header.msg_controllen = sizeof control;
        const ssize_t got = ::recvmsg(socket_, &header, MSG_CMSG_CLOEXEC);
        if (got < 0 && errno == EINTR) return receive(into, fds);
        if (got < 0 && errno == ECONNRESET) return 0;
        if (got < 0) throw Error(Fault::kSystem, fmt::format("receive: {}", std::strerror(errno)));
        take_descriptors(header, fds);
        return static_cast<size_t>(got);
    }

   private:
    // At most kMostDescriptors travel with a message, and with its beginning. Others are closed.
    static void take_descriptors(msghdr& header, std::vector<UniqueFd>* fds) {
        bool unasked = (header.msg_flags & MSG_CTRUNC) != 0;
        for (cmsghdr* at = CMSG_FIRSTHDR(&header); at != nullptr; at = CMSG_NXTHDR(&header, at)) {
            if (at->cmsg_level != SOL_SOCKET || at->cmsg_type != SCM_RIGHTS) continue;
            const size_t count = (at->cmsg_len - CMSG_LEN(0)) / sizeof(int);
            for (size_t i = 0; i < count; ++i) {
                int received = -1;
                std::memcpy(&received, CMSG_DATA(at) + i * sizeof received, sizeof received);
                UniqueFd owner(received);
                if (fds == nullptr || fds->size() >= kMostDescriptors) {
                    unasked = true;
                } else {
                    fds->push_back(std::move(owner));
                }
            }
        }
        if (unasked) throw Error(Fault::kSystem, "more descriptors than a message may bring");
    }

    void wait() const {
        if (deadline_ == 0) return;
        for (;;) {
            const time_t left = deadline_ - seconds_now();
            pollfd watched{socket_, POLLIN, 0};
            const int ready = left <= 0 ? 0 : ::poll(&watched, 1, static_cast<int>(left * 1000));
            if (ready > 0) return;
            if (ready < 0 && errno == EINTR) continue;
            throw Error(Fault::kSystem, "no answer in time");
        }
    }

    int socket_;
    time_t deadline_;
};

}  // namespace

void send_message(int socket, std::string_view text, std::span<const int> passed_fds) {
    assert(passed_fds.size() <= kMostDescriptors);
    const std::array<char, kPrefixBytes> prefix = prefix_of(text.size());
    // One call where the socket takes it all: a message wakes the other side once.
    iovec parts[2] = {{const_cast<char*>(prefix.data()), prefix.size()},
                      {const_cast<char*>(text.data()), text.size()}};
    alignas(cmsghdr) char control[kControlBytes] = {};
    msghdr header{};
    header.msg_iov = parts;
    header.msg_iovlen = 2;
    if (!passed_fds.empty()) {
        header.msg_control = control;
        header.msg_controllen = CMSG_SPACE(passed_fds.size_bytes());
        cmsghdr* rights = CMSG_FIRSTHDR(&header);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(passed_fds.size_bytes());
        std::memcpy(CMSG_DATA(rights), passed_fds.data(), passed_fds.size_bytes());
    }
    while (parts[0].iov_len + parts[1].iov_len > 0) {
        const ssize_t sent = ::sendmsg(socket, &header, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) throw Error(Fault::kSystem, fmt::format("send: {}", std::strerror(errno)));
        header.msg_control = nullptr;
        header.msg_controllen = 0;
        auto left = static_cast<size_t>(sent);
        for (iovec& part : parts) {
            const size_t taken = std::min(left, part.iov_len);
            part.iov_base = static_cast<char*>(part.iov_base) + taken;
            part.iov_len -= taken;
            left -= taken;
        }
    }
}

std::optional<Message> receive_message(int socket, int timeout_seconds) {
    Receiver receiver(socket, timeout_seconds);
    Message message;
    std::array<char, kFirstReadBytes> first;
    size_t have = 0;
    while (have < kPrefixBytes) {
        const size_t got = receiver.receive(std::span(first).subspan(have), &message.fds);
        if (got == 0 && have == 0) return std::nullopt;
        if (got == 0) throw Error(Fault::kSystem, "the other side ended inside a message");
        have += got;
    }
    const size_t length = length_of(first);
    have -= kPrefixBytes;
    // Both sides take turns, so that nothing can follow a message before it is answered.
    if (have > length) throw Error(Fault::kSystem, "bytes follow a message that has no answer yet");
    message.text.assign(first.data() + kPrefixBytes, have);
    message.text.resize(length);
    while (have < length) {
        const size_t got = receiver.receive(std::span(message.text).subspan(have), nullptr);
        if (got == 0) throw Error(Fault::kSystem, "the other side ended inside a message");
        have += got;
    }
    return message;
}

}  // namespace heafs
