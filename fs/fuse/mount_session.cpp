#include "fs/fuse/mount_session.h"

#include <fmt/format.h>
#include <fuse_lowlevel.h>
#include <unistd.h>

#include <atomic>
#include <cstdarg>
#include <cstdio>
#include <memory>
#include <optional>
#include <vector>

#include "config/base/error.h"
#include "core/archive/areas.h"
#include "core/archive/writer_lock.h"
#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/delivery/delivery_watch.h"
#include "core/delivery/index_catch_up.h"
#include "core/delivery/indexer.h"
#include "core/delivery/publisher.h"
#include "core/delivery/staging.h"
#include "core/delivery/table_ingester.h"
#include "fs/fuse/notifier.h"
#include "fs/fuse/operations.h"
#include "fs/fuse/privileges.h"
#include "fs/tree/rehearsal_area.h"
#include "fs/tree/virtual_areas.h"

namespace heafs {
namespace {

constexpr unsigned kMaxThreads = 16;
constexpr int kPlanningThreads = 4;
constexpr int kRenderThreads = 4;  // so that a few large products do not keep the small ones

void log_of_libfuse(fuse_log_level level, const char* format, va_list values) {
    char text[1024];
    vsnprintf(text, sizeof text, format, values);
    std::string line = text;
    while (!line.empty() && line.back() == '\n') line.pop_back();
    log_text(level <= FUSE_LOG_ERR ? LogLevel::kWarning : LogLevel::kDebug, "libfuse: " + line);
}

struct DestroySession {
    void operator()(fuse_session* session) const { fuse_session_destroy(session); }
};
struct DestroyLoop {
    void operator()(fuse_loop_config* loop) const { fuse_loop_cfg_destroy(loop); }
};

// The mount point's owner: unmounts at the end, whatever happened in between.
class MountPoint {
   public:
    MountPoint(fuse_session* session, const std::string& path) : session_(session) {
        const RaisedAdmin raised;
        if (fuse_session_mount(session, path.c_str()) != 0)
            throw Error(Fault::kDenied,
                        fmt::format("cannot mount on {}: libfuse refused; is /dev/fuse there, and "
                                    "may this user mount?",
                                    path));
    }
    ~MountPoint() {
        const RaisedAdmin raised;
        fuse_session_unmount(session_);
    }
    MountPoint(const MountPoint&) = delete;
    MountPoint& operator=(const MountPoint&) = delete;

   private:
    fuse_session* session_;
};

// Mount options are separated by commas, and /proc/mounts by blanks.
std::string plain_name(std::string name) {
    for (char& c : name)
        if (c == ',' || c == '\\' || static_cast<unsigned char>(c) <= ' ') c = '_';
    return name;
}

std::unique_ptr<fuse_session, DestroySession> make_session(const Archive& archive,
                                                           const MountOptions& options,
                                                           void* userdata) {
    std::string mount_options =
        "default_permissions,subtype=heafs,fsname=heafs:" + plain_name(archive.settings().name);
    if (options.allow_other) mount_options += ",allow_other";
    std::vector<std::string> words = {"heafs", "-o", mount_options};
    if (options.debug) words.emplace_back("-d");
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    fuse_args args = FUSE_ARGS_INIT(static_cast<int>(arguments.size()), arguments.data());
    std::unique_ptr<fuse_session, DestroySession> session(
        fuse_session_new(&args, &fuse_operations(), sizeof(fuse_lowlevel_ops), userdata));
    fuse_opt_free_args(&args);
    if (!session) throw Error(Fault::kSystem, "libfuse refused to make a session");
    return session;
}

void run_loop(fuse_session* session) {
    const std::unique_ptr<fuse_loop_config, DestroyLoop> loop(fuse_loop_cfg_create());
    fuse_loop_cfg_set_max_threads(loop.get(), kMaxThreads);
    fuse_loop_cfg_set_idle_threads(loop.get(), static_cast<unsigned>(-1));
    const int result = fuse_session_loop_mt(session, loop.get());
    if (result < 0) log_error("the FUSE session ended with error {}", -result);
}

// Everything behind the mount, in the order in which it must begin; it ends in reverse.
class Service {
   public:
    Service(const Archive& archive, Ballast& ballast, CatalogWriter& writer, WorkerPool& workers,
            Indexer& indexer, TableIngester& tables, ProductCache& products,
            const TellChanges& tell)
        : ledger_(archive.catalogue()),
          publisher_({archive, writer, ledger_, ballast, index_step(indexer, tables), &tables},
                     tell),
          staging_({archive, writer, ledger_, workers,
                    [&products](int64_t bytes) { products.make_room(bytes); }},
                   [this](DueUnit unit) { publisher_.add(std::move(unit)); }) {
        publisher_.start(staging_);
        watch_.emplace(archive, writer, staging_);
    }
    // The publisher uses staging, and staging's last validations still add to the publisher.
    ~Service() {
        publisher_.stop();
        watch_.reset();
    }
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    LedgerPool& ledger() { return ledger_; }
    Staging& staging() { return staging_; }

   private:
    LedgerPool ledger_;
    Publisher publisher_;
    Staging staging_;
    std::optional<DeliveryWatch> watch_;  // once publishing has begun
};

void show_mission_folders(const Archive& archive, CatalogWriter& writer) {
    writer.use_durably([&](Database& database) {
        database.transaction([&] {
            for (const auto& [name, mission] : archive.missions())
                for (const std::string& area : mission.areas()) {
                    if (!is_shown_area(area)) continue;
                    const std::string path = mission_folder(area, name);
                    Rows rows =
                        database.query("SELECT 1 FROM dir WHERE path = ? AND published", path);
                    if (!rows.next()) publish_folder(database, path, now_nanoseconds());
                }
        });
    });
}

}  // namespace

void serve_mount(const Archive& archive, const std::string& mount_point,
                 const MountOptions& options, const std::function<void()>& ready) {
    fuse_set_log_func(log_of_libfuse);
    Ballast ballast(archive);
    ballast.release();
    CatalogWriter writer(archive.catalogue());
    WorkerPool workers(own_worker_command(), archive.settings().workers);
    Indexer indexer(archive, workers);
    TableIngester tables(archive, workers);
    recover_publications(archive, writer, {}, index_step(indexer, tables));
    tables.make_up(writer);
    tables.tidy();
    show_mission_folders(archive, writer);
    ballast.restore();

    Passthrough passthrough(options.passthrough);
    const std::string since = utc_text(now_nanoseconds());
    Notifier notifier;
    std::atomic<uint64_t> publications{0};
    Mounted* mounted = nullptr;  // what the operations find behind the session's user data
    const auto session = make_session(archive, options, &mounted);
    const MountPoint point(session.get(), mount_point);
    passthrough.attach(fuse_session_fd(session.get()));
    if (options.drop_privileges)
        drop_admin();
    else
        lower_admin();

    ProductCache products(archive.cache(),
                          {.bytes = archive.settings().cache_bytes, .threads = kRenderThreads});
    Service service(archive, ballast, writer, workers, indexer, tables, products,
                    [&](const std::vector<ChangedName>& changes) {
                        ++publications;
                        notifier.tell(changes);
                    });
    const IndexCatchUp catch_up(writer, service.ledger(), indexer);
    VirtualAreas areas(archive, service.ledger());
    RehearsalArea rehearsals(archive, service.staging());
    auto areas_by_path = areas.by_name();
    areas_by_path[kRehearsalArea] = &rehearsals;
    Tree tree({archive, service.ledger(), service.staging(),
               [&] {
                   return MountStatus{::getpid(),  HEAFS_VERSION,       archive.path().string(),
                                      mount_point, passthrough.state(), since,
                                      {}};
               },
               areas_by_path});
    TaskPool planning(kPlanningThreads);
    Mounted parts{tree,     service.staging(), NodeTable(tree.root()), passthrough,
                  products, planning,          publications,           ready};
    mounted = &parts;
    notifier.start(session.get());
    fuse_set_signal_handlers(session.get());
    run_loop(session.get());
    fuse_remove_signal_handlers(session.get());
    // Whoever still waits for a plan or a product is answered while there is something to ask.
    planning.finish();
    products.finish();
    notifier.stop();
}

}  // namespace heafs
