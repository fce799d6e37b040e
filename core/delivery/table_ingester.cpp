#include "core/delivery/table_ingester.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "config/base/error.h"
#include "core/archive/staging_folders.h"
#include "core/base/files.h"
#include "core/base/finished_file.h"
#include "core/base/log.h"
#include "core/base/sha256.h"
#include "core/delivery/area_places.h"
#include "core/delivery/indexer.h"
#include "core/delivery/rules.h"

namespace heafs {
namespace {

namespace stdfs = std::filesystem;

constexpr std::string_view kArea = "tables/";
constexpr size_t kHashDigits = 12;
constexpr int kIngestFormat = 1;  // another one where the same inputs shall give another version

bool is_refused(const std::vector<Finding>& findings) {
    return std::any_of(findings.begin(), findings.end(), rejects);
}

bool is_table(const DueFile& due) { return due.place.area == "tables"; }

// <table>.<nnnn>_<12 hex>.fits, and what is written aside for one.
bool is_version_name(std::string_view name) {
    if (name.ends_with(".new")) return true;
    if (!name.ends_with(".fits")) return false;
    name.remove_suffix(5);
    const size_t dot = name.rfind('.');
    const size_t line = name.rfind('_');
    return dot != std::string_view::npos && line != std::string_view::npos && line > dot &&
           name.size() - line - 1 == kHashDigits &&
           name.find_first_not_of("0123456789abcdef", line + 1) == std::string_view::npos;
}

}  // namespace

void sort_tables(DueUnit& unit) {
    const auto rank = [](const DueFile& due) {
        const auto file = parse_table_path(due.place.rest);
        return file && is_header_extension(file->extension) ? 0 : 1;
    };
    std::stable_sort(unit.begin(), unit.end(), [&](const DueFile& a, const DueFile& b) {
        if (is_table(a) != is_table(b)) return is_table(b);
        if (!is_table(a)) return false;
        return std::pair(rank(a), a.delivery_path) < std::pair(rank(b), b.delivery_path);
    });
}

// `final_path` is that of a kept file: tables/messier/0001_append.tdat.gz.
std::optional<TableIngester::Task> TableIngester::task_of(const std::string& final_path,
                                                          const std::string& mission,
                                                          const std::string& sha256) const {
    if (!final_path.starts_with(kArea)) return std::nullopt;
    const std::string name = base_name(final_path);
    const size_t line = name.find('_'), dot = name.find('.');
    if (line == std::string::npos || dot == std::string::npos || dot < line) return std::nullopt;
    Task task;
    task.table = base_name(parent_path(final_path));
    task.mission = mission;
    task.number = std::strtoll(name.c_str(), nullptr, 10);
    task.order.table = task.table;
    task.order.mode = name.substr(line + 1, dot - line - 1);
    task.order.extension = name.substr(dot + 1);
    if (!is_table_extension(task.order.extension)) return std::nullopt;
    if (const TableSettings* settings = archive_.find_table_settings(task.table)) {
        task.order.settings_name = stdfs::path(settings->source).filename().string();
        task.order.settings_text = settings->source_text;
    }
    task.sha256 = sha256;
    task.disk_path = final_path;
    return task;
}

TableIngester::Task TableIngester::task_of(const FileRow& file) const {
    auto task = task_of(join_path(file.folder, file.name), file.mission, file.sha256);
    if (!task) return {};
    task->disk_path = file.disk_path;
    task->inflated_size = file.inflated_size;
    task->file_id = file.id;
    return *task;
}

std::string TableIngester::path_of(const Task& task, const TableVersionRow& before) const {
    const std::string inputs =
        fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n", kIngestFormat, before.path, task.table,
                    task.order.mode, task.order.extension, task.sha256,
                    sha256_hex(task.order.settings_name + "\n" + task.order.settings_text));
    return fmt::format("{}{}.{:04}_{}.fits", kArea, task.table, task.number,
                       sha256_hex(inputs).substr(0, kHashDigits));
}

bool TableIngester::is_made(const std::string& path) const {
    try {
        TableSegment::open(archive_.path() / path);
        return true;
    } catch (const Error&) {
        return false;  // there is none, or none of this format
    }
}

// Under a name aside, synced, opened, then renamed.
void TableIngester::keep(UniqueFd made, const Task& task, const std::string& path) {
    const stdfs::path final_path = archive_.path() / path;
    const stdfs::path aside = final_path.string() + ".new";
    stdfs::remove(aside);
    name_finished_file(std::move(made), aside);
    const auto segment = TableSegment::open(aside);
    if (table_key(segment->schema().name) != task.table)
        throw Error(Fault::kMalformed, "the worker's version is one of another table");
    stdfs::rename(aside, final_path);
    sync_file(open_folder(final_path.parent_path()).get(), final_path.parent_path().string());
}

TableIngester::Made TableIngester::make(const Task& task, const TableVersionRow& before) {
    Made made;
    const stdfs::path folder = archive_.path() / "tables";
    if (stdfs::create_directories(folder))
        sync_file(open_folder(archive_.path()).get(), archive_.path().string());
    const UniqueFd source = open_beneath(archive_.root(), task.disk_path, O_RDONLY);
    UniqueFd output = unnamed_file(folder), old;
    const UniqueFd scratch[] = {unnamed_file(folder), unnamed_file(folder), unnamed_file(folder),
                                unnamed_file(folder)};
    WorkerPool::TableFiles files;
    files.source = source.get();
    files.size = status_of(source.get(), task.disk_path).st_size;
    files.inflated_size = task.inflated_size;
    files.output = output.get();
    for (size_t i = 0; i < std::size(scratch); ++i) files.scratch[i] = scratch[i].get();
    int64_t bytes_before = 0;
    if (!before.path.empty()) {
        old = UniqueFd(::open((archive_.path() / before.path).c_str(), O_RDONLY | O_CLOEXEC));
        if (!old) throw Error(Fault::kNotFound, before.path + " is gone: run heafs scan --rebuild");
        files.before = old.get();
        bytes_before = status_of(old.get(), before.path).st_size;
    }
    TableVerdict verdict = workers_.ingest(files, task.order, bytes_before);
    if (verdict.no_space) throw Error(Fault::kNoSpace, "no space is left to load a table");
    made.findings = std::move(verdict.findings);
    if (is_refused(made.findings)) return made;
    const std::string path = path_of(task, before);
    keep(std::move(output), task, path);
    made.version = TableVersionRow{task.table, task.mission, path, task.number, task.file_id};
    return made;
}

// A table that headers have a share in must have what finds their rows. Not asked of a file that is
// published: it is shown alone then.
void TableIngester::refuse_unmergeable(const Mission& mission, Made& made) const {
    if (!mission.table || mission.table->origin != TableSource::kBoth ||
        table_key(mission.table->schema.name) != made.version->table)
        return;
    const auto segment = TableSegment::open(archive_.path() / made.version->path);
    const std::string obstacle = obstacle_to_merging(*mission.table, segment->schema());
    if (obstacle.empty()) return;
    made.findings = {make_finding("TDT-002", "", obstacle)};
    made.findings.front().remedy = "Add the unique key to the header and deliver the file again";
    made.version.reset();
}

TableVersionRow TableIngester::current(Database& database, const std::string& table) {
    // One whose file is gone counts as none: it is made again of the files of the table.
    for (const TableVersionRow& row : load_table_versions(database))
        if (row.table == table && is_made(row.path)) return row;
    TableVersionRow none;
    none.table = table;
    return none;
}

std::optional<TableVersionRow> TableIngester::apply(const Task& task,
                                                    const TableVersionRow& before) {
    const std::string path = path_of(task, before);
    if (is_made(path))
        return TableVersionRow{task.table, task.mission, path, task.number, task.file_id};
    std::string why_not;
    try {
        Made made = make(task, before);
        if (made.version) return made.version;
        for (const Finding& finding : made.findings)
            if (why_not.empty() && rejects(finding)) why_not = finding.text;
    } catch (const Error& error) {
        // Want of space or a failing disk is the publication's affair, a bad file is not.
        if (error.fault() != Fault::kMalformed && error.fault() != Fault::kNotFound) throw;
        why_not = error.what();
    }
    log_error("data/{} is published and not loaded into the table {}: {}", task.disk_path,
              task.table, why_not);
    return std::nullopt;
}

// Published files that no version knows yet, as of archives from before there were versions.
TableVersionRow TableIngester::catch_up(Database& database, TableVersionRow version, int64_t below,
                                        const std::set<int64_t>& without) {
    Ledger ledger(database);
    const auto folder = ledger.find_folder(std::string(kArea) + version.table);
    if (!folder) return version;
    std::map<int64_t, Task> tasks;
    for (const FileRow& file : ledger.files_in(folder->id)) {
        Task task = task_of(file);
        if (task.number > version.version && task.number < below &&
            without.count(task.file_id) == 0)
            tasks.emplace(task.number, std::move(task));
    }
    for (const auto& [number, task] : tasks)
        if (auto next = apply(task, version)) version = std::move(*next);
    return version;
}

std::vector<TableVersionRow> TableIngester::find_or_make(const std::vector<JournalEntry>& entries) {
    std::map<std::string, TableVersionRow> versions;
    std::set<std::string> changed;
    for (const JournalEntry& entry : entries) {
        auto task = task_of(entry.final_path, entry.mission, entry.sha256);
        if (!task) continue;
        task->file_id = entry.file_id;
        task->inflated_size = entry.inflated_size;
        if (exists_beneath(archive_.root(), entry.staged)) task->disk_path = entry.staged;
        const auto [found, is_new] = versions.try_emplace(task->table);
        if (is_new) {
            auto loan = ledger_.borrow();
            found->second =
                catch_up(loan.database(), current(loan.database(), task->table), task->number);
        }
        auto next = apply(*task, found->second);
        if (!next) continue;
        found->second = std::move(*next);
        changed.insert(task->table);
    }
    std::vector<TableVersionRow> rows;
    for (const std::string& table : changed) rows.push_back(versions[table]);
    return rows;
}

void TableIngester::take_back(const std::vector<RetiredFile>& retired, DerivedRows& derived) {
    std::set<int64_t> without;
    for (const RetiredFile& file : retired) {
        const auto task = task_of(file.final_path, file.mission, file.sha256);
        if (!task) continue;
        without.insert(file.file_id);
        const auto [least, is_new] =
            derived.withdrawn_tables.try_emplace(task->table, task->number);
        least->second = std::min(least->second, task->number);
    }
    for (const auto& [table, least] : derived.withdrawn_tables) {
        auto loan = ledger_.borrow();
        TableVersionRow before;
        before.table = table;
        for (const TableVersionRow& known : known_table_versions(loan.database(), table)) {
            if (known.version >= least || !is_made(known.path)) continue;
            before = known;
            break;
        }
        TableVersionRow left = catch_up(loan.database(), std::move(before), INT64_MAX, without);
        if (!left.path.empty()) derived.tables.push_back(std::move(left));
    }
}

void TableIngester::load_again(Database& database, const FileRow& file) {
    const Task task = task_of(file);
    if (task.table.empty()) return;
    const TableVersionRow before = current(database, task.table);
    if (task.number <= before.version) return;
    const auto next = apply(task, before);
    if (next) database.transaction([&] { store_table_version(database, *next); });
}

void TableIngester::make_up(CatalogWriter& writer) {
    auto loan = ledger_.borrow();
    const auto folder = loan->find_folder("tables");
    if (!folder) return;
    for (const FolderRow& one : loan->folders_in(folder->id)) {
        const TableVersionRow before = current(loan.database(), base_name(one.path));
        const TableVersionRow now = catch_up(loan.database(), before, INT64_MAX);
        if (now == before) continue;
        log_info("the table {} is loaded again, up to data/{}/{:04}", now.table, one.path,
                 now.version);
        writer.use_durably([&](Database& database) {
            database.transaction([&] { store_table_version(database, now); });
        });
    }
}

void TableIngester::tidy() {
    std::set<std::string> known;
    {
        auto loan = ledger_.borrow();
        for (const std::string& path : known_table_paths(loan.database()))
            known.insert(base_name(path));
    }
    std::error_code none;
    for (const auto& entry : stdfs::directory_iterator(archive_.path() / "tables", none)) {
        const std::string name = entry.path().filename().string();
        if (is_version_name(name) && known.count(name) == 0) stdfs::remove(entry.path(), none);
    }
}

bool TableIngester::Batch::awaits_header(const DueUnit& unit) {
    if (unit.size() != 1 || !is_csv_table(unit.front().place)) return false;
    const std::string table = parse_table_path(unit.front().place.rest)->table;
    if (const auto known = current_.find(table); known != current_.end())
        return known->second.path.empty();
    const TableVersionRow before = ingester_.current(loan_.database(), table);
    return ingester_.catch_up(loan_.database(), before, INT64_MAX).path.empty();
}

std::vector<std::vector<Finding>> TableIngester::Batch::load(const DueUnit& unit) {
    std::vector<std::vector<Finding>> findings(unit.size());
    Database& database = loan_.database();
    TableNumbers numbers = *numbers_;
    auto versions = current_;
    bool refused = false;
    for (size_t i = 0; i < unit.size(); ++i) {
        const DueFile& due = unit[i];
        if (!is_table(due)) continue;
        auto task = ingester_.task_of(numbers.next(due), due.mission->name, due.file->sha256);
        if (!task) continue;
        task->disk_path = staged_path(due.file->serial);
        task->inflated_size = due.file->content.inflated_size;
        const auto [found, is_new] = versions.try_emplace(task->table);
        if (is_new)
            found->second = ingester_.catch_up(database, ingester_.current(database, task->table),
                                               task->number);
        if (task->number <= found->second.version) continue;  // the same file once more
        Made made = ingester_.make(*task, found->second);
        if (made.version) ingester_.refuse_unmergeable(*due.mission, made);
        findings[i] = std::move(made.findings);
        refused = refused || !made.version;
        if (made.version) found->second = std::move(*made.version);
    }
    if (refused) return findings;
    current_ = std::move(versions);
    numbers_.emplace(numbers);
    return findings;
}

IndexEntries index_step(Indexer& indexer, TableIngester& tables) {
    return [&](const std::vector<JournalEntry>& entries, const std::vector<RetiredFile>& retired) {
        DerivedRows derived{indexer.index(entries), tables.find_or_make(entries)};
        tables.take_back(retired, derived);
        return derived;
    };
}

}  // namespace heafs
