#include "config/base/error.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace heafs {
namespace {

TEST(SystemError, SaysWhatWasAttemptedAndWhatTheSystemAnswered) {
    EXPECT_STREQ(system_error(ENOENT, "open /a/b").what(),
                 "cannot open /a/b: No such file or directory");
}

struct Known {
    int error_number;
    Fault fault;
};

class SystemErrors : public testing::TestWithParam<Known> {};

TEST_P(SystemErrors, BecomeTheFaultOfTheSameMeaning) {
    EXPECT_EQ(system_error(GetParam().error_number, "try").fault(), GetParam().fault);
}

INSTANTIATE_TEST_SUITE_P(
    Each, SystemErrors,
    testing::Values(Known{ENOENT, Fault::kNotFound}, Known{EEXIST, Fault::kExists},
                    Known{EACCES, Fault::kDenied}, Known{EPERM, Fault::kDenied},
                    Known{EROFS, Fault::kReadOnly}, Known{ENOSPC, Fault::kNoSpace},
                    Known{EDQUOT, Fault::kOverQuota}, Known{EFBIG, Fault::kTooBig},
                    Known{EXDEV, Fault::kCrossArea}, Known{ENOTDIR, Fault::kNotFolder},
                    Known{EISDIR, Fault::kIsFolder}, Known{ENOTEMPTY, Fault::kNotEmpty},
                    Known{EBUSY, Fault::kBusy}, Known{ENAMETOOLONG, Fault::kBadName},
                    Known{EIO, Fault::kSystem}, Known{ENOMEM, Fault::kSystem}));

}  // namespace
}  // namespace heafs
