// The ledger: which files the archive has, under which names, in which versions. Reads only; the
// publisher writes it (core/catalog/journal.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/catalog/database.h"

namespace heafs {

struct FolderRow {
    int64_t id = 0;
    std::string path;  // "obs/halosat/123401"
    int64_t mtime_ns = 0;
};

struct FileRow {
    int64_t id = 0;  // also the inode number in every mount
    std::string folder;
    std::string name;
    int version = 1;
    std::string sha256;
    int64_t size = 0;
    int64_t inflated_size = 0;  // of the inflated content where the file is gzip, else the size
    int64_t mtime_ns = 0;
    uint32_t uid = 0;
    uint32_t gid = 0;
    uint32_t mode = 0444;
    std::string file_class;
    int level = 0;
    std::string mission;
    std::string obs_id;
    int64_t delivery_id = 0;
    std::string state;
    std::string disk_path;  // below the storage root; where the bytes are now
    uint64_t disk_inode = 0;
    int64_t published_at_ns = 0;
};

struct LedgerCounts {
    int64_t observations = 0;
    int64_t files = 0;
    int64_t bytes = 0;
    int64_t deliveries = 0;
};

// Queries on one connection: not for concurrent use.
class Ledger {
   public:
    explicit Ledger(Database& database) : database_(database) {}

    std::optional<FolderRow> find_folder(std::string_view path);
    std::vector<FolderRow> folders_in(int64_t folder_id);
    std::optional<FileRow> find_file(int64_t folder_id, std::string_view name);
    std::vector<FileRow> files_in(int64_t folder_id);
    // The names that files in the folder have or had, but for those that wait to be published.
    std::vector<std::string> names_ever_in(int64_t folder_id);
    // In whatever state; the row of an inode number that a kernel may still hold.
    std::optional<FileRow> find_file_by_id(int64_t id);
    // All versions of a name, newest first.
    std::vector<FileRow> versions_of(std::string_view folder, std::string_view name);
    // The published file of this content in the same folder and name, if that is what is there.
    std::optional<FileRow> find_published(std::string_view path);
    // The paths of the published files of an observation.
    std::vector<std::string> files_of_observation(std::string_view mission,
                                                  std::string_view obs_id);
    // The paths of published files of that name in other observations of the mission, at most 100.
    std::vector<std::string> namesakes(std::string_view mission, std::string_view obs_id,
                                       std::string_view name);
    // Where the bytes of a file are kept that a publication is just replacing; "" if none is.
    std::string path_while_replaced(int64_t id);
    // Published files that no segment of the event index was made of, until `take` gives false.
    void each_without_segment(const std::function<bool(const FileRow&)>& take);
    LedgerCounts counts();

   private:
    Database& database_;
};

// Read connections to one catalogue, for any number of threads: one borrows, uses, gives back.
class LedgerPool {
   public:
    explicit LedgerPool(std::filesystem::path path) : path_(std::move(path)) {}

    class Loan {
       public:
        Loan(LedgerPool& pool, std::unique_ptr<Database> database)
            : pool_(pool), database_(std::move(database)), ledger_(*database_) {}
        Loan(const Loan&) = delete;
        Loan& operator=(const Loan&) = delete;
        ~Loan();
        Ledger* operator->() { return &ledger_; }
        Database& database() { return *database_; }

       private:
        LedgerPool& pool_;
        std::unique_ptr<Database> database_;
        Ledger ledger_;
    };
    Loan borrow();

   private:
    std::filesystem::path path_;
    std::mutex mutex_;  // guards idle_
    std::vector<std::unique_ptr<Database>> idle_;
};

}  // namespace heafs
