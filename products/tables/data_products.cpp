#include "products/tables/data_products.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "core/base/clock.h"
#include "core/base/log.h"
#include "products/plan/name_text.h"
#include "products/tables/product_names.h"
#include "products/tables/product_parts.h"
#include "products/tables/products_tar.h"

namespace heafs {
namespace {

std::vector<PublicPath> public_paths_of(const Archive& archive) {
    std::vector<PublicPath> paths;
    for (const auto& [name, mission] : archive.missions())
        for (const auto& [below_ftp, target] : mission.ftp_paths)
            paths.push_back({"FTP/" + below_ftp, target});
    return paths;
}

ProductStore::Settings store_settings(const Archive& archive, const LoadedProductRules& loaded) {
    ProductStore::Settings settings;
    settings.path = archive.path() / kProductsFile;
    settings.tags = loaded.rules.tags;
    settings.public_paths = public_paths_of(archive);
    settings.rules = loaded.texts;
    for (const PublicPath& path : settings.public_paths)
        settings.rules += fmt::format("{} {}\n", path.name, path.target);
    return settings;
}

}  // namespace

ProductStanding product_standing(const Archive& archive) {
    const auto last = ProductStore::last_scan(archive.path() / kProductsFile);
    if (!last) return {};
    const auto loaded = load_product_rules(product_rule_folders(archive.path()));
    return {utc_text(last->at_ns),
            last->rules != ProductStore::rules_mark(store_settings(archive, loaded).rules)};
}

DataProducts::Parts::Parts(const Archive& archive_, LedgerPool& ledger_)
    : archive(archive_),
      ledger(ledger_),
      loaded(load_product_rules(product_rule_folders(archive_.path()))),
      store(store_settings(archive_, loaded)) {
    for (const ProductSetRule& rule : loaded.rules.sets)
        sets[rule.table].push_back(
            {{encode_name(rule.name), rule.name, fmt::format("{}", fmt::join(rule.tags, ",")),
              rule.description},
             rule.tags});
    for (auto& [table, known] : sets)
        std::sort(known.begin(), known.end(), [](const KnownSet& a, const KnownSet& b) {
            return a.shown.folder < b.shown.folder;
        });
    for (const RemoteProduct& remote : loaded.rules.remotes)
        remotes[remote.table].push_back(remote);
}

std::string DataProducts::Parts::refresh() {
    auto loan = ledger.borrow();
    return store.refresh(loan.database());
}

TableProducts::TableProducts(DataProducts::Parts& parts, const TableSchema& schema)
    : parts_(parts) {
    if (const auto sets = parts.sets.find(schema.name); sets != parts.sets.end())
        for (const auto& known : sets->second) {
            Set set{&known.shown, {}};
            for (const std::string& tag : known.tags) set.tags.emplace_back(tag, schema, true);
            sets_.push_back(std::move(set));
        }
    if (const auto remotes = parts.remotes.find(schema.name); remotes != parts.remotes.end())
        for (const RemoteProduct& remote : remotes->second)
            remotes_.push_back(
                {&remote, RowTag(remote.tag, schema, false), RowTag(remote.url, schema, false)});
}

std::vector<RemoteFile> TableProducts::remote_files(const TableSegment& table, int64_t row) const {
    std::vector<RemoteFile> files;
    for (const Remote& remote : remotes_) {
        auto tag = remote.tag.text_of(table, row), url = remote.url.text_of(table, row);
        if (tag && url) files.push_back({std::move(*tag), std::move(*url), remote.rule});
    }
    return files;
}

const std::vector<StoredProduct>& TableProducts::found(const RowTag& tag,
                                                       const TagPattern& pattern) const {
    if (!tag.is_constant()) {
        last_ = parts_.store.find(pattern);
        return last_;
    }
    const auto known = constant_.find(&tag);
    if (known != constant_.end()) return known->second;
    return constant_.emplace(&tag, parts_.store.find(pattern)).first->second;
}

void TableProducts::each_tag(
    const Set& set, const TableSegment& table, int64_t row, const std::vector<RemoteFile>& remotes,
    const std::function<void(const TagPattern&, const std::vector<StoredProduct>&,
                             const std::vector<const RemoteFile*>&)>& take) const {
    for (const RowTag& tag : set.tags) {
        const auto pattern = tag.of(table, row);
        if (!pattern) continue;
        std::vector<const RemoteFile*> far;
        for (const RemoteFile& remote : remotes)
            if (tag_matches(*pattern, remote.tag)) far.push_back(&remote);
        take(*pattern, found(tag, *pattern), far);
    }
}

DataProducts::DataProducts(const Archive& archive, LedgerPool& ledger)
    : parts_(std::make_unique<Parts>(archive, ledger)) {
    for (const std::string& error : parts_->loaded.errors) log_error("{}", error);
    for (const std::string& warning : parts_->loaded.warnings) log_warning("{}", warning);
}

DataProducts::~DataProducts() = default;

std::vector<ProductSet> DataProducts::sets(const std::string& table) const {
    std::vector<ProductSet> shown;
    const auto found = parts_->sets.find(table);
    if (found == parts_->sets.end()) return shown;
    for (const auto& known : found->second) shown.push_back(known.shown);
    return shown;
}

std::vector<RowProduct> DataProducts::files(const TableSegment& table, int64_t row,
                                            const std::string& set_folder) {
    const TableProducts products(*parts_, table.schema());
    std::vector<RowProduct> files;
    for (const auto& set : products.sets()) {
        if (set.shown->folder != set_folder) continue;
        parts_->refresh();
        // By path: a file that several tags name is there once.
        std::map<std::string, RowProduct> found;
        const auto remotes = products.remote_files(table, row);
        products.each_tag(
            set, table, row, remotes, [&](const TagPattern&, const auto& here, const auto& far) {
                for (const StoredProduct& product : here)
                    found[product.path] = {"", product.path, ""};
                for (const RemoteFile* remote : far)
                    found[encode_name(remote->tag) + ".url"] = {"", "", remote->url + "\n"};
            });
        std::vector<std::string> paths;
        for (const auto& [path, file] : found) paths.push_back(path);
        const auto names = distinct_names(paths);
        for (size_t i = 0; i < paths.size(); ++i) {
            files.push_back(std::move(found[paths[i]]));
            files.back().name = names[i];
        }
    }
    std::sort(files.begin(), files.end(),
              [](const RowProduct& a, const RowProduct& b) { return a.name < b.name; });
    return files;
}

std::shared_ptr<const Product> DataProducts::tar(const std::string& path,
                                                 const std::vector<ChosenRow>& rows) {
    parts_->refresh();
    std::map<std::string, TarredFile> members;
    std::map<const TableSegment*, TableProducts> tables;
    for (const ChosenRow& chosen : rows) {
        const TableProducts& products =
            tables.try_emplace(chosen.table.get(), *parts_, chosen.table->schema()).first->second;
        const auto remotes = products.remote_files(*chosen.table, chosen.row);
        for (const auto& set : products.sets())
            products.each_tag(set, *chosen.table, chosen.row, remotes,
                              [&](const TagPattern&, const auto& here, const auto& far) {
                                  for (const StoredProduct& product : here) members[product.path];
                                  for (const RemoteFile* remote : far)
                                      members["urls/" + encode_name(remote->tag) + ".url"].text =
                                          remote->url + "\n";
                              });
    }
    return plan_products_tar(parts_->archive, parts_->ledger, path,
                             parts_->tarred(std::move(members)));
}

std::vector<TarredFile> DataProducts::Parts::tarred(std::map<std::string, TarredFile> members) {
    std::vector<TarredFile> files;
    auto loan = ledger.borrow();
    for (auto& [name, member] : members) {
        member.name = name;
        member.size = static_cast<int64_t>(member.text.size());
        if (member.text.empty()) {
            const auto row = loan->find_published(name);
            if (!row) continue;  // withdrawn at this very moment
            member.file_id = row->id;
            member.sha256 = row->sha256;
            member.size = row->size;
            member.mtime_ns = row->mtime_ns;
        }
        files.push_back(std::move(member));
    }
    return files;
}

}  // namespace heafs
