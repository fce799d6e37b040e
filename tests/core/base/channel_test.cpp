#include "core/base/channel.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <array>
#include <thread>

#include "config/base/error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

class Channel : public testing::Test {
   protected:
    Channel() {
        int ends[2];
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
        ours_ = UniqueFd(ends[0]);
        theirs_ = UniqueFd(ends[1]);
    }
    void send_raw(std::string_view bytes) {
        EXPECT_EQ(::send(theirs_.get(), bytes.data(), bytes.size(), 0),
                  static_cast<ssize_t>(bytes.size()));
    }

    UniqueFd ours_;
    UniqueFd theirs_;
};

TEST_F(Channel, AMessageArrivesAsItWasSent) {
    send_message(theirs_.get(), "{\"a\": 1}");
    EXPECT_EQ(receive_message(ours_.get())->text, "{\"a\": 1}");
}

TEST_F(Channel, MessagesKeepTheirBounds) {
    for (const std::string text : {"one", "", "three"}) {
        send_message(theirs_.get(), text);
        EXPECT_EQ(receive_message(ours_.get())->text, text);
    }
}

TEST_F(Channel, AMessageBeforeTheLastOneWasAnsweredIsNotLost) {
    send_message(theirs_.get(), "one");
    send_message(theirs_.get(), "two");
    EXPECT_THROW(receive_message(ours_.get()), Error);
}

TEST_F(Channel, TheLengthIsFourBytesLittleEndian) {
    send_message(theirs_.get(), std::string(258, 'x'));
    unsigned char prefix[4];
    ASSERT_EQ(::recv(ours_.get(), prefix, 4, MSG_WAITALL), 4);
    EXPECT_EQ(prefix[0], 2);
    EXPECT_EQ(prefix[1], 1);
    EXPECT_EQ(prefix[2] + prefix[3], 0);
}

TEST_F(Channel, ALongMessageArrivesWhole) {
    const std::string text(5 << 20, 'x');
    std::thread sender([&] { send_message(theirs_.get(), text); });
    const auto message = receive_message(ours_.get());
    sender.join();
    EXPECT_TRUE(message->text == text);
}

TEST_F(Channel, ADescriptorTravelsWithItsMessage) {
    const TemporaryFolder folder;
    const UniqueFd fd(::open(folder.write("a", bytes_of("content")).c_str(), O_RDONLY));
    send_message(theirs_.get(), "look", std::array{fd.get()});
    const auto message = receive_message(ours_.get());
    char text[8] = {};
    EXPECT_EQ(::pread(message->fds.at(0).get(), text, 7, 0), 7);
    EXPECT_STREQ(text, "content");
}

TEST_F(Channel, SeveralDescriptorsArriveInTheirOrder) {
    const TemporaryFolder folder;
    std::vector<UniqueFd> files;
    std::vector<int> fds;
    for (const char* name : {"a", "b", "c", "d"}) {
        files.emplace_back(::open(folder.write(name, bytes_of(name)).c_str(), O_RDONLY));
        fds.push_back(files.back().get());
    }
    send_message(theirs_.get(), "look", fds);
    const auto message = receive_message(ours_.get());
    std::string text;
    for (const UniqueFd& fd : message->fds) {
        char first = 0;
        EXPECT_EQ(::pread(fd.get(), &first, 1, 0), 1);
        text += first;
    }
    EXPECT_EQ(text, "abcd");
}

TEST_F(Channel, AMessageAfterOneWithADescriptorHasNone) {
    send_message(theirs_.get(), "one", std::array{ours_.get()});
    send_message(theirs_.get(), "two");
    EXPECT_EQ(receive_message(ours_.get())->fds.size(), 1u);
    EXPECT_TRUE(receive_message(ours_.get())->fds.empty());
}

TEST_F(Channel, ADescriptorThatArrivedDoesNotPassToOtherPrograms) {
    send_message(theirs_.get(), "one", std::array{ours_.get()});
    EXPECT_EQ(::fcntl(receive_message(ours_.get())->fds.at(0).get(), F_GETFD), FD_CLOEXEC);
}

TEST_F(Channel, AnEndBetweenMessagesIsNothing) {
    send_message(theirs_.get(), "one");
    theirs_.reset();
    receive_message(ours_.get());
    EXPECT_FALSE(receive_message(ours_.get()));
}

TEST_F(Channel, AnEndInsideTheLengthRaises) {
    send_raw({"\x05\0", 2});
    theirs_.reset();
    EXPECT_THROW(receive_message(ours_.get()), Error);
}

TEST_F(Channel, AnEndInsideTheTextRaises) {
    send_raw({"\x05\0\0\0abc", 7});
    theirs_.reset();
    EXPECT_THROW(receive_message(ours_.get()), Error);
}

TEST_F(Channel, ALengthBeyondTheLimitRaisesWithoutWaitingForTheText) {
    send_raw({"\xff\xff\xff\xff", 4});
    EXPECT_THROW(receive_message(ours_.get()), Error);
}

TEST_F(Channel, OneByteBeyondTheLimitRaises) {
    send_raw({"\x01\0\0\x04", 4});  // 64 MiB + 1
    EXPECT_THROW(receive_message(ours_.get()), Error);
}

TEST_F(Channel, ASilentPartnerRaisesWhenTheTimeIsOver) {
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_THROW(receive_message(ours_.get(), 1), Error);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(10));
}

TEST_F(Channel, APartnerThatStopsInsideAMessageRaisesWhenTheTimeIsOver) {
    send_raw({"\x05\0\0\0abc", 7});
    EXPECT_THROW(receive_message(ours_.get(), 1), Error);
}

TEST_F(Channel, SendingToNobodyRaisesAndKillsNobody) {
    ours_.reset();
    EXPECT_THROW(send_message(theirs_.get(), "one"), Error);
}

}  // namespace
}  // namespace heafs
