// Measures core/tables: `table_speed rows FILE N` writes N rows of 12 columns in TDAT,
// `table_speed build TDAT TABLE` reads them with all checks and makes a segment (and prints the
// peak of its own memory in MiB), `table_speed export TABLE FILE` writes the TDAT export,
// `table_speed cones TABLE RADIUS_DEG COUNT` prints the median and the 99th centile of so many
// random cones in ms, and the rows found.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "core/base/files.h"
#include "core/base/write_at.h"
#include "core/tables/table_builder.h"
#include "core/tables/table_query.h"
#include "core/tdat/tdat_check.h"
#include "core/tdat/tdat_reader.h"
#include "core/tdat/tdat_writer.h"

namespace {

using namespace heafs;
using Clock = std::chrono::steady_clock;

constexpr size_t kChunk = size_t{1} << 20;

constexpr const char* kHeader = R"(<HEADER>
#
#         TABLE: bench
#    TOTAL ROWS: {}
#
table_name = bench
table_description = "Made for measuring"
table_security = public
#
field[name] = char20  [meta.id;meta.main] (key) // Name
field[ra] = float8:.5f_degree [pos.eq.ra] (index) // Right Ascension
field[dec] = float8:.5f_degree [pos.eq.dec] (index) // Declination
field[time] = float8:.6f_mjd [time.start] (index) // Start
field[exposure] = float4:.1f_s  // Exposure
field[count_rate] = float4:.4f  // Counts a Second
field[flux] = float8:.2e_erg/cm^2/s  // Flux
field[n] = int4  // Counts
field[class] = int2  (index) // Class
field[flag] = int1  // Quality
field[target] = char16  // Target
field[note] = char24  // Note
#
declination = @dec
right_ascension = @ra
target_name = @target
unique_key = name
#
line[1] = name ra dec time exposure count_rate flux n class flag target note
#
<DATA>
)";

double uniform(std::mt19937_64& random) {
    return static_cast<double>(random() >> 11) / 9007199254740992.0;
}

void write_rows(const std::string& path, int64_t rows) {
    std::ofstream file(path, std::ios::binary);
    file << fmt::format(fmt::runtime(kHeader), rows);
    std::mt19937_64 random(1);
    for (int64_t i = 0; i < rows; ++i) {
        const double dec = std::asin(2 * uniform(random) - 1) * 57.29577951308232;
        file << fmt::format(
            "1BENCH J{:08d}|{:.6f}|{:.6f}|{:.6f}|{:.1f}|{:.4f}|{:.3e}|{}|{}|{}|"
            "field {}|{}|\n",
            i, 360 * uniform(random), dec, 50000 + 9000 * uniform(random), 30000 * uniform(random),
            10 * uniform(random), 1e-12 * uniform(random), random() % 100000, 1000 + random() % 50,
            random() % 4, random() % 5000, random() % 3 == 0 ? "" : "seen before, faint");
    }
    file << kTdatEnd;
}

// The most memory that only the end of this process gives back, looked at every few milliseconds.
class PeakMemory {
   public:
    PeakMemory() : watcher_([this] { watch(); }) {}
    ~PeakMemory() { stop(); }
    PeakMemory(const PeakMemory&) = delete;
    PeakMemory& operator=(const PeakMemory&) = delete;
    int64_t stop() {
        done_ = true;
        if (watcher_.joinable()) watcher_.join();
        return peak_kib_;
    }

   private:
    void watch() {
        while (!done_) {
            std::ifstream status("/proc/self/status");
            for (std::string line; std::getline(status, line);)
                if (line.starts_with("RssAnon:"))
                    peak_kib_ = std::max<int64_t>(peak_kib_, std::stoll(line.substr(8)));
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
    }
    std::atomic<bool> done_ = false;
    std::atomic<int64_t> peak_kib_ = 0;
    std::thread watcher_;
};

class Table {
   public:
    Table(const std::string& path)
        : output_(::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC, 0600)),
          scratch_(::open((path + ".scratch").c_str(), O_RDWR | O_CREAT | O_TRUNC, 0600)),
          reader_({[this](const TdatHeader& header) {
                       builder_ = std::make_unique<TableBuilder>(output_.get(), scratch_.get(),
                                                                 header.schema);
                   },
                   [this](const TdatRow& row) { builder_->add(row.values); },
                   {}}) {
        ::unlink((path + ".scratch").c_str());
    }
    void feed(std::span<const std::byte> bytes) { reader_.feed(bytes); }
    void finish() {
        reader_.finish();
        builder_->finish({});
    }

   private:
    UniqueFd output_, scratch_;
    std::unique_ptr<TableBuilder> builder_;
    TdatReader reader_;
};

template <typename Take>
void each_chunk(const std::string& path, const Take& take) {
    const UniqueFd fd(::open(path.c_str(), O_RDONLY));
    std::vector<std::byte> buffer(kChunk);
    for (ssize_t got = 0; (got = ::read(fd.get(), buffer.data(), buffer.size())) > 0;)
        take(std::span(buffer).first(static_cast<size_t>(got)));
}

// First whether the file can become a table at all, then the table, as a worker does.
int build(const std::string& tdat, const std::string& path) {
    PeakMemory memory;
    {
        TdatCheck check;
        each_chunk(tdat, [&](std::span<const std::byte> bytes) { check.feed(bytes); });
        for (const Finding& finding : check.finish())
            if (finding.severity > Severity::kWarning) {
                fmt::print(stderr, "{}\n", finding.text);
                return 1;
            }
    }
    Table table(path);
    each_chunk(tdat, [&](std::span<const std::byte> bytes) { table.feed(bytes); });
    table.finish();
    fmt::print("{}\n", memory.stop() / 1024);
    return 0;
}

int write_export(const std::string& path, const std::string& output) {
    const auto table = TableSegment::open(path);
    const UniqueFd fd(::open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600));
    int64_t at = 0;
    const auto put = [&](std::string_view text) {
        write_at(fd.get(), std::as_bytes(std::span(text)), at, output);
        at += static_cast<int64_t>(text.size());
    };
    put(table->tdat_header());
    put(table->records(0, table->size()));
    put(kTdatEnd);
    return 0;
}

int measure_cones(const std::string& path, double radius_deg, int64_t count) {
    const auto table = TableSegment::open(path);
    std::mt19937_64 random(2);
    std::vector<double> milliseconds;
    size_t found = 0;
    for (int64_t i = 0; i < count; ++i) {
        const double dec = std::asin(2 * uniform(random) - 1) * 57.29577951308232;
        const Cone cone{{Angle{360 * uniform(random)}, Angle{dec}}, Angle{radius_deg}};
        const auto begun = Clock::now();
        found += select_rows(*table, {cone, {}}).rows.size();
        milliseconds.push_back(
            std::chrono::duration<double, std::milli>(Clock::now() - begun).count());
    }
    std::sort(milliseconds.begin(), milliseconds.end());
    fmt::print("{:.4f} {:.4f} {}\n", milliseconds[milliseconds.size() / 2],
               milliseconds[milliseconds.size() * 99 / 100], found);
    return 0;
}

}  // namespace

int main(int count, char** words) {
    const std::vector<std::string> args(words + 1, words + count);
    if (args.size() == 3 && args[0] == "rows") {
        write_rows(args[1], std::stoll(args[2]));
        return 0;
    }
    if (args.size() == 3 && args[0] == "build") return build(args[1], args[2]);
    if (args.size() == 3 && args[0] == "export") return write_export(args[1], args[2]);
    if (args.size() == 4 && args[0] == "cones")
        return measure_cones(args[1], std::stod(args[2]), std::stoll(args[3]));
    return 2;
}
