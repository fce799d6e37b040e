#include "core/base/channel.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <span>

#include "config/base/error.h"

namespace heafs {
namespace {

void send_all(int socket, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) throw Error(Fault::kSystem, fmt::format("send: {}", std::strerror(errno)));
        bytes.remove_prefix(static_cast<size_t>(sent));
    }
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

    // How many bytes came; 0 at the end of the stream. A descriptor that came along goes to `fd`.
    size_t receive(std::span<char> into, UniqueFd* fd) {
        wait();
        iovec part{into.data(), into.size()};
        alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
        msghdr header{};
        header.msg_iov = &part;
        header.msg_iovlen = 1;
        header.msg_control = control;
        header.msg_controllen = sizeof control;
        const ssize_t got = ::recvmsg(socket_, &header, MSG_CMSG_CLOEXEC);
        if (got < 0 && errno == EINTR) return receive(into, fd);
        if (got < 0 && errno == ECONNRESET) return 0;
        if (got < 0) throw Error(Fault::kSystem, fmt::format("receive: {}", std::strerror(errno)));
        for (cmsghdr* at = CMSG_FIRSTHDR(&header); at != nullptr; at = CMSG_NXTHDR(&header, at)) {
            if (at->cmsg_level != SOL_SOCKET || at->cmsg_type != SCM_RIGHTS) continue;
            int received = -1;
            std::memcpy(&received, CMSG_DATA(at), sizeof received);
            UniqueFd owner(received);
            if (fd != nullptr) *fd = std::move(owner);
        }
        return static_cast<size_t>(got);
    }

   private:
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

void send_message(int socket, std::string_view text, int passed_fd) {
    const auto length = static_cast<uint32_t>(text.size());
    std::array<char, 4> prefix{};
    for (size_t i = 0; i < prefix.size(); ++i)
        prefix[i] = static_cast<char>((length >> (8 * i)) & 0xff);
    if (passed_fd < 0) {
        send_all(socket, {prefix.data(), prefix.size()});
        return send_all(socket, text);
    }
    iovec part{prefix.data(), prefix.size()};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = control;
    header.msg_controllen = sizeof control;
    cmsghdr* rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(rights), &passed_fd, sizeof passed_fd);
    ssize_t sent = 0;
    do {
        sent = ::sendmsg(socket, &header, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    if (sent < 0) throw Error(Fault::kSystem, fmt::format("send: {}", std::strerror(errno)));
    send_all(socket,
             std::string_view(prefix.data(), prefix.size()).substr(static_cast<size_t>(sent)));
    send_all(socket, text);
}

std::optional<Message> receive_message(int socket, int timeout_seconds) {
    Receiver receiver(socket, timeout_seconds);
    Message message;
    std::array<char, 4> prefix{};
    for (size_t have = 0; have < prefix.size();) {
        const size_t got = receiver.receive(std::span(prefix).subspan(have), &message.fd);
        if (got == 0 && have == 0) return std::nullopt;
        if (got == 0) throw Error(Fault::kSystem, "the other side ended inside a message");
        have += got;
    }
    size_t length = 0;
    for (size_t i = 0; i < prefix.size(); ++i)
        length |= static_cast<size_t>(static_cast<unsigned char>(prefix[i])) << (8 * i);
    if (length > kMaxMessageBytes)
        throw Error(Fault::kSystem, fmt::format("a message of {} bytes is too long", length));
    message.text.resize(length);
    for (size_t have = 0; have < length;) {
        const size_t got = receiver.receive(std::span(message.text).subspan(have), nullptr);
        if (got == 0) throw Error(Fault::kSystem, "the other side ended inside a message");
        have += got;
    }
    return message;
}

}  // namespace heafs
