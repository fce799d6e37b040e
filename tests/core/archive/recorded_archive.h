// An archive with a history: a complete observation, a file that was replaced, a delivery that is
// not complete; its daemon has ended. What tests of reading it back share.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "core/base/files.h"
#include "core/simulation/halosat_observation.h"
#include "tests/support/small_fits.h"
#include "tests/support/test_archive.h"

namespace heafs {

class RecordedArchive : public testing::Test {
   protected:
    static constexpr const char* kReplaced = "obs/halosat/123402/products/a.fits";
    static constexpr const char* kKept =
        ".heafs-superseded/halosat/now/v1/obs/halosat/123402/products/a.fits";
    static constexpr const char* kLog = "obs/halosat/123401/products/hs123401.log.pdf.gz";
    static constexpr int64_t kPublished = 15;  // 14 files of an observation, and a.fits
    static constexpr int64_t kRecorded = 16;   // the first a.fits too

    RecordedArchive() {
        StagingRun run(archive_.archive());
        put_now(run, 1);
        const uint64_t first = run.delivery("first");
        for (const SimulatedFile& file : simulate_halosat_observation("123401", 1, 20))
            run.put(first, "obs/123401/" + file.path, file.bytes);
        EXPECT_EQ(run.verdict("first"), "published");
        put_now(run, 2);
        run.put(run.delivery("open"), "obs/123403/products/hs123403_s14_cl.evt.gz",
                simulate_halosat_observation("123403", 1, 20).at(7).bytes);
        run.staging().make_delivery("halosat", "removed", {});
        run.staging().remove_delivery("halosat", "removed");
        run.staging().wait_until_idle();
    }

    // Publishes a.fits with that number in it, in the place of one that is there.
    static void put_now(StagingRun& run, uint64_t number) {
        const uint64_t now = run.delivery("now");
        const uint64_t folder = run.folder(now, "obs/123402/products");
        if (run.staging().find(folder, "a.fits")) run.staging().remove_file(folder, "a.fits");
        run.put(now, "obs/123402/products/a.fits", small_fits_file(number, "123402"));
        run.staging().wait_until_idle();
    }

    std::filesystem::path data(const std::string& path) const {
        return archive_.archive().data() / path;
    }
    void flip_a_byte(const std::string& path) const {
        const auto modified = std::filesystem::last_write_time(data(path));
        std::fstream file(data(path), std::ios::in | std::ios::out | std::ios::binary);
        file.seekg(100);
        const char byte = static_cast<char>(file.get() ^ 1);
        file.seekp(100);
        file.put(byte);
        file.close();
        std::filesystem::last_write_time(data(path), modified);
    }
    std::string says(const std::string& sql) const { return archive_.catalogue_says(sql); }

    TestArchive archive_;
};

}  // namespace heafs
