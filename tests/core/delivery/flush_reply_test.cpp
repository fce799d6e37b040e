#include "core/delivery/flush_reply.h"

#include <gtest/gtest.h>

#include <future>
#include <vector>

namespace heafs {
namespace {

using std::chrono::milliseconds;

TEST(FlushReply, GivesTheFirstAnswerAlone) {
    std::vector<CloseVerdict> given;
    FlushReply reply([&](CloseVerdict verdict) { given.push_back(verdict); });
    reply.give(CloseVerdict::kRejected);
    reply.give(CloseVerdict::kReceived);
    EXPECT_EQ(given, std::vector<CloseVerdict>{CloseVerdict::kRejected});
}

TEST(FlushReply, OneOfManyThreadsAnswers) {
    std::atomic<int> answers = 0;
    FlushReply reply([&](CloseVerdict) { ++answers; });
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) threads.emplace_back([&] { reply.give(CloseVerdict::kReceived); });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(answers, 1);
}

TEST(FlushDeadlines, AnswerReceivedForWhoWaitsTooLong) {
    FlushDeadlines deadlines(milliseconds(20));
    std::promise<CloseVerdict> answer;
    const auto reply =
        std::make_shared<FlushReply>([&](CloseVerdict verdict) { answer.set_value(verdict); });
    deadlines.watch(reply);
    auto future = answer.get_future();
    ASSERT_EQ(future.wait_for(std::chrono::seconds(10)), std::future_status::ready);
    EXPECT_EQ(future.get(), CloseVerdict::kReceived);
}

TEST(FlushDeadlines, DoNotAnswerEarly) {
    FlushDeadlines deadlines(milliseconds(200));
    std::promise<void> answer;
    const auto begun = std::chrono::steady_clock::now();
    const auto reply = std::make_shared<FlushReply>([&](CloseVerdict) { answer.set_value(); });
    deadlines.watch(reply);
    answer.get_future().wait();
    EXPECT_GE(std::chrono::steady_clock::now() - begun, milliseconds(200));
}

TEST(FlushDeadlines, LeaveAloneWhoWasAnswered) {
    std::atomic<int> answers = 0;
    {
        FlushDeadlines deadlines(milliseconds(10));
        const auto reply = std::make_shared<FlushReply>([&](CloseVerdict) { ++answers; });
        deadlines.watch(reply);
        reply->give(CloseVerdict::kRejected);
        std::this_thread::sleep_for(milliseconds(60));
    }
    EXPECT_EQ(answers, 1);
}

TEST(FlushDeadlines, ServeManyInTheirOrder) {
    std::mutex mutex;
    std::vector<int> order;
    std::promise<void> last;
    std::vector<std::shared_ptr<FlushReply>> replies;
    FlushDeadlines deadlines(milliseconds(20));
    for (int i = 0; i < 10; ++i) {
        replies.push_back(std::make_shared<FlushReply>([&, i](CloseVerdict) {
            const std::lock_guard lock(mutex);
            order.push_back(i);
            if (i == 9) last.set_value();
        }));
        deadlines.watch(replies.back());
    }
    last.get_future().wait();
    const std::lock_guard lock(mutex);
    EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

TEST(FlushDeadlines, EndWhileSomebodyWaits) {
    const auto reply = std::make_shared<FlushReply>([](CloseVerdict) {});
    FlushDeadlines deadlines(std::chrono::hours(1));
    deadlines.watch(reply);
}

}  // namespace
}  // namespace heafs
