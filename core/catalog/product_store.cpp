#include "core/catalog/product_store.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <system_error>

#include "config/base/error.h"
#include "core/archive/areas.h"
#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/base/sha256.h"

namespace heafs {
namespace {

namespace stdfs = std::filesystem;

constexpr const char* kFormat = "1";

constexpr const char* kSchema = R"sql(
CREATE TABLE IF NOT EXISTS mark(
  rules TEXT NOT NULL,
  looked INTEGER NOT NULL,
  newest INTEGER NOT NULL,
  waiting INTEGER NOT NULL,
  retired INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS scanned(at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS refused(
  rule INTEGER PRIMARY KEY,
  path TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS product(
  tag TEXT NOT NULL COLLATE NOCASE,
  path TEXT NOT NULL,
  rule INTEGER NOT NULL,
  alias INTEGER NOT NULL,
  PRIMARY KEY(tag, path)) WITHOUT ROWID;
)sql";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_letter(char a, char b) { return lower(a) == lower(b); }

bool begins_without_case(std::string_view text, std::string_view prefix) {
    return text.size() >= prefix.size() &&
           std::equal(prefix.begin(), prefix.end(), text.begin(), same_letter);
}

StoredProduct product_of(const Rows& rows) {
    return {rows.text(0), rows.text(1), static_cast<uint32_t>(rows.integer(2)),
            static_cast<uint32_t>(rows.integer(3))};
}

// 0 when there is none.
uint64_t inode_of(const stdfs::path& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_ino : 0;
}

bool is_shown(const std::string& path) {
    return is_shown_area(std::string_view(path).substr(0, path.find('/')));
}

}  // namespace

bool tag_matches(const TagPattern& pattern, std::string_view tag) {
    if (pattern.empty() || !begins_without_case(tag, pattern.front())) return false;
    if (pattern.size() == 1) return tag.size() == pattern.front().size();
    tag.remove_prefix(pattern.front().size());
    for (size_t i = 1; i + 1 < pattern.size(); ++i) {
        const auto found =
            std::search(tag.begin(), tag.end(), pattern[i].begin(), pattern[i].end(), same_letter);
        if (found == tag.end() && !pattern[i].empty()) return false;
        tag.remove_prefix(static_cast<size_t>(found - tag.begin()) + pattern[i].size());
    }
    const std::string& last = pattern.back();
    return tag.size() >= last.size() &&
           begins_without_case(tag.substr(tag.size() - last.size()), last);
}

ProductStore::ProductStore(Settings settings)
    : settings_([&] {
          settings.rules = rules_mark(settings.rules);
          return std::move(settings);
      }()),
      matcher_(settings_.tags) {}

std::string ProductStore::rules_mark(const std::string& rules) {
    return sha256_hex(kFormat + rules);
}

std::optional<ProductStore::Scan> ProductStore::last_scan(const stdfs::path& path) {
    if (!stdfs::exists(path)) return std::nullopt;
    try {
        Database store(path, Access::kRead);
        Rows rows = store.query("SELECT at, rules FROM scanned, mark");
        if (rows.next()) return Scan{rows.integer(0), rows.text(1)};
    } catch (const Error&) {
        // One that cannot be read is made again by whoever asks for products next.
    }
    return std::nullopt;
}

std::vector<std::pair<uint32_t, std::string>> ProductStore::names_of(
    const std::string& path) const {
    std::vector<std::pair<uint32_t, std::string>> names = {{0, "/" + path}};
    for (uint32_t i = 0; i < settings_.public_paths.size(); ++i) {
        const auto& [name, target] = settings_.public_paths[i];
        if (path.size() > target.size() && path.starts_with(target) && path[target.size()] == '/')
            names.emplace_back(i + 1, "/" + name + path.substr(target.size()));
    }
    return names;
}

std::string ProductStore::matched_name(const StoredProduct& product) const {
    if (product.alias == 0 || product.alias > settings_.public_paths.size())
        return "/" + product.path;
    const auto& [name, target] = settings_.public_paths[product.alias - 1];
    return "/" + name + product.path.substr(std::min(target.size(), product.path.size()));
}

ProductStore::Mark ProductStore::mark_of(Database& catalogue, int64_t looked) {
    Rows rows = catalogue.query(
        "SELECT (SELECT min(id) FROM file WHERE state = 'staged' AND id > ?1), "
        "coalesce((SELECT max(id) FROM file), 0), "
        "(SELECT count(*) FROM file WHERE state = 'staged' AND id > ?1), "
        "coalesce((SELECT publication FROM retirement WHERE done = 1 "
        "ORDER BY publication DESC LIMIT 1), 0)",
        looked);
    Mark mark;
    if (!rows.next()) return mark;
    mark.newest = rows.integer(1);
    mark.looked = rows.is_null(0) ? std::max(mark.newest, looked) : rows.integer(0) - 1;
    mark.waiting = rows.integer(2);
    mark.retired = rows.integer(3);
    return mark;
}

std::optional<ProductStore::Mark> ProductStore::stored_mark(Database& store) {
    Rows rows = store.query("SELECT looked, newest, waiting, retired FROM mark WHERE rules = ?",
                            settings_.rules);
    if (!rows.next()) return std::nullopt;
    return Mark{rows.integer(0), rows.integer(1), rows.integer(2), rows.integer(3)};
}

void ProductStore::store_mark(Database& store, const Mark& mark) {
    store.run("DELETE FROM scanned");
    store.run("INSERT INTO scanned(at) VALUES(?)", now_nanoseconds());
    store.run("DELETE FROM mark");
    store.run("INSERT INTO mark(rules, looked, newest, waiting, retired) VALUES(?, ?, ?, ?, ?)",
              settings_.rules, mark.looked, mark.newest, mark.waiting, mark.retired);
}

void ProductStore::load_refused(Database& store) {
    refused_.assign(settings_.tags.size(), false);
    Rows rows = store.query("SELECT rule FROM refused");
    while (rows.next()) {
        const auto rule = static_cast<size_t>(rows.integer(0));
        if (rule < refused_.size()) refused_[rule] = true;
    }
}

bool ProductStore::refuse(Database& store, uint32_t rule, const std::string& path) {
    refused_[rule] = true;
    store.run("INSERT OR IGNORE INTO refused(rule, path) VALUES(?, ?)", rule, path);
    const ProductTag& tag = settings_.tags[rule];
    log_error("{}: tag[{}] is left out: its expression takes too long on /{}", tag.place.text(),
              tag.expression, path);
    return false;
}

bool ProductStore::match(Database& store, const std::string& path,
                         const std::function<void(const StoredProduct&)>& take) {
    std::vector<ProductMatch> found;
    for (const auto& [alias, name] : names_of(path)) {
        found.clear();
        const int64_t too_hard = matcher_.match(name, refused_, room_, found);
        if (too_hard >= 0) return refuse(store, static_cast<uint32_t>(too_hard), path);
        for (ProductMatch& match : found) take({std::move(match.tag), path, match.rule, alias});
    }
    return true;
}

bool ProductStore::add(Database& store, const std::string& path) {
    return match(store, path, [&](const StoredProduct& product) {
        store.run("INSERT OR IGNORE INTO product(tag, path, rule, alias) VALUES(?, ?, ?, ?)",
                  product.tag, product.path, product.rule, product.alias);
    });
}

void ProductStore::remove(Database& store, const std::string& path) {
    // Its tags follow from its path, so that no index by path is needed.
    match(store, path, [&](const StoredProduct& product) {
        store.run("DELETE FROM product WHERE tag = ? AND path = ?", product.tag, product.path);
    });
}

void ProductStore::scan_all(Database& store, Database& catalogue) {
    const auto scan = [&] {
        store.run("DELETE FROM product");
        Rows rows = catalogue.query(
            "SELECT dir.path || '/' || file.name FROM file JOIN dir ON dir.id = dir_id "
            "WHERE state = 'published'");
        while (rows.next()) {
            const std::string path = rows.text(0);
            if (is_shown(path) && !add(store, path)) return false;
        }
        return true;
    };
    // Each round but the last refuses a tag.
    while (!scan()) {
    }
}

void ProductStore::scan_new(Database& store, Database& catalogue, const Mark& before) {
    std::vector<std::string> gone, here;
    {
        Rows rows = catalogue.query(
            "SELECT dir.path || '/' || file.name FROM retirement "
            "JOIN file ON file.id = retirement.file_id JOIN dir ON dir.id = dir_id "
            "WHERE publication > ? AND done = 1",
            before.retired);
        while (rows.next()) gone.push_back(rows.text(0));
        Rows published = catalogue.query(
            "SELECT dir.path || '/' || file.name FROM file JOIN dir ON dir.id = dir_id "
            "WHERE file.id > ? AND state = 'published'",
            before.looked);
        while (published.next()) here.push_back(published.text(0));
    }
    for (const std::string& path : gone) remove(store, path);
    Ledger ledger(catalogue);
    for (const std::string& path : gone)
        if (ledger.find_published(path)) here.push_back(path);
    for (const std::string& path : here)
        if (is_shown(path) && !add(store, path)) return scan_all(store, catalogue);
}

void ProductStore::bring_up(Database& store, Database& catalogue) {
    store.transaction([&] {
        const auto before = stored_mark(store);
        if (!before) store.run("DELETE FROM refused");
        load_refused(store);
        // The mark comes first: what is published meanwhile is looked at again next time.
        const Mark now = mark_of(catalogue, before ? before->looked : 0);
        if (!before)
            scan_all(store, catalogue);
        else if (*before != now)
            scan_new(store, catalogue, *before);
        if (before != now) store_mark(store, now);
        const std::lock_guard lock(mutex_);
        known_ = now;
    });
}

void ProductStore::make(Database& store) {
    store.set_durable(false);  // all of it can be made again
    store.script(kSchema);
    store.query("SELECT count(*) FROM mark").next();
}

void ProductStore::open() {
    std::error_code there;
    stdfs::create_directories(settings_.path.parent_path(), there);
    try {
        Database store(settings_.path, Access::kWrite);
        make(store);
    } catch (const Error& error) {
        if (error.fault() == Fault::kNoSpace) throw;
        log_warning("{} is made again: {}", settings_.path.string(), error.what());
        for (const char* end : {"", "-wal", "-shm"}) {
            std::error_code none;
            stdfs::remove(settings_.path.string() + end, none);
        }
        Database store(settings_.path, Access::kWrite);
        make(store);
    }
    const std::lock_guard lock(mutex_);
    inode_ = inode_of(settings_.path);
    known_.reset();
    readers_ = std::make_shared<LedgerPool>(settings_.path);
}

bool ProductStore::is_open() {
    const uint64_t here = inode_of(settings_.path);
    const std::lock_guard lock(mutex_);
    return inode_ != 0 && here == inode_;
}

std::shared_ptr<LedgerPool> ProductStore::readers() {
    const std::lock_guard lock(mutex_);
    if (!readers_) readers_ = std::make_shared<LedgerPool>(settings_.path);
    return readers_;
}

std::string ProductStore::refresh(Database& catalogue) {
    const auto text_of = [&](const Mark& mark) {
        return fmt::format("{} {} {} {} {}", settings_.rules, mark.looked, mark.newest,
                           mark.waiting, mark.retired);
    };
    const auto known = [&]() -> std::optional<Mark> {
        const std::lock_guard lock(mutex_);
        return known_;
    };
    const auto is_now = [&](const std::optional<Mark>& mark) {
        return mark && mark_of(catalogue, mark->looked) == *mark;
    };
    if (const auto mark = known(); is_now(mark) && is_open()) return text_of(*mark);
    const std::lock_guard refreshing(refreshing_);
    if (!is_open()) open();
    if (const auto mark = known(); is_now(mark)) return text_of(*mark);
    Database store(settings_.path, Access::kWrite);
    store.set_durable(false);
    bring_up(store, catalogue);
    return text_of(*known());
}

std::vector<StoredProduct> ProductStore::find(const TagPattern& tag) {
    std::vector<StoredProduct> found;
    if (tag.empty()) return found;
    const auto pool = readers();
    auto reader = pool->borrow();
    if (tag.size() == 1) {
        Rows rows = reader.database().query(
            "SELECT tag, path, rule, alias FROM product WHERE tag = ? ORDER BY path", tag.front());
        while (rows.next()) found.push_back(product_of(rows));
        return found;
    }
    Rows rows = reader.database().query(
        "SELECT tag, path, rule, alias FROM product WHERE tag >= ? ORDER BY tag, path",
        tag.front());
    while (rows.next()) {
        StoredProduct product = product_of(rows);
        if (!begins_without_case(product.tag, tag.front())) break;
        if (tag_matches(tag, product.tag)) found.push_back(std::move(product));
    }
    return found;
}

void ProductStore::each(const std::function<void(const StoredProduct&)>& take) {
    const auto pool = readers();
    auto reader = pool->borrow();
    Rows rows =
        reader.database().query("SELECT tag, path, rule, alias FROM product ORDER BY tag, path");
    while (rows.next()) take(product_of(rows));
}

std::vector<ProductGroup> ProductStore::groups() {
    const auto pool = readers();
    auto reader = pool->borrow();
    std::vector<ProductGroup> groups;
    Rows rows = reader.database().query(
        "SELECT rule, alias, count(*), max(length(tag)), max(length(path)) FROM product "
        "GROUP BY rule, alias");
    while (rows.next())
        groups.push_back({static_cast<uint32_t>(rows.integer(0)),
                          static_cast<uint32_t>(rows.integer(1)), rows.integer(2), rows.integer(3),
                          rows.integer(4)});
    return groups;
}

std::map<uint32_t, std::string> ProductStore::refused() {
    const auto pool = readers();
    auto reader = pool->borrow();
    std::map<uint32_t, std::string> refused;
    Rows rows = reader.database().query("SELECT rule, path FROM refused");
    while (rows.next()) refused[static_cast<uint32_t>(rows.integer(0))] = rows.text(1);
    return refused;
}

}  // namespace heafs
