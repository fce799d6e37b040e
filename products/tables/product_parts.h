// What the classes that show data products share.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "config/tables/product_rules.h"
#include "core/catalog/product_store.h"
#include "products/tables/data_products.h"
#include "products/tables/products_tar.h"
#include "products/tables/row_tags.h"

namespace heafs {

struct DataProducts::Parts {
    struct KnownSet {
        ProductSet shown;
        std::vector<std::string> tags;
    };

    Parts(const Archive& archive_, LedgerPool& ledger_);
    // What ProductStore::refresh() gives.
    std::string refresh();
    // The members as they are published now; without those that are not.
    std::vector<TarredFile> tarred(std::map<std::string, TarredFile> members);

    const Archive& archive;
    LedgerPool& ledger;
    const LoadedProductRules loaded;
    ProductStore store;
    std::map<std::string, std::vector<KnownSet>> sets;          // by table, then folder
    std::map<std::string, std::vector<RemoteProduct>> remotes;  // by table
};

// A remote product of one row.
struct RemoteFile {
    std::string tag;
    std::string url;
    const RemoteProduct* rule = nullptr;
};

// The sets and remote products of one table, made for its columns. Not for concurrent use.
class TableProducts {
   public:
    struct Set {
        const ProductSet* shown = nullptr;
        std::vector<RowTag> tags;
    };

    TableProducts(DataProducts::Parts& parts, const TableSchema& schema);
    TableProducts(const TableProducts&) = delete;
    TableProducts& operator=(const TableProducts&) = delete;

    const std::vector<Set>& sets() const { return sets_; }
    bool has_remotes() const { return !remotes_.empty(); }
    std::vector<RemoteFile> remote_files(const TableSegment& table, int64_t row) const;
    // Gives `take` each tag of the set that the row can have, with what has it: `remotes` are those
    // of the row.
    void each_tag(const Set& set, const TableSegment& table, int64_t row,
                  const std::vector<RemoteFile>& remotes,
                  const std::function<void(const TagPattern&, const std::vector<StoredProduct>&,
                                           const std::vector<const RemoteFile*>&)>& take) const;

   private:
    struct Remote {
        const RemoteProduct* rule = nullptr;
        RowTag tag;
        RowTag url;
    };
    const std::vector<StoredProduct>& found(const RowTag& tag, const TagPattern& pattern) const;

    DataProducts::Parts& parts_;
    std::vector<Set> sets_;
    std::vector<Remote> remotes_;
    mutable std::map<const RowTag*, std::vector<StoredProduct>> constant_;  // the same for all rows
    mutable std::vector<StoredProduct> last_;
};

}  // namespace heafs
