// The data products of rows of tables: which sets a table has, and which files of the archive, or
// remote ones, are in a set for one row. What belongs to what is said in config/tables/products.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/archive/archive.h"
#include "core/archive/status_json.h"
#include "core/catalog/ledger.h"
#include "core/tables/table_segment.h"
#include "products/plan/product.h"

namespace heafs {

// When files were last looked at for products, and whether the rules say something else by now: a
// daemon goes by those that it began with.
ProductStanding product_standing(const Archive& archive);

// One set of a table, as zzdpsets has it.
struct ProductSet {
    std::string folder;  // its name below rows/<key>/products/, safe in paths
    std::string name;
    std::string tag_format;
    std::string description;
    bool operator==(const ProductSet&) const = default;
};

// One file of a set for one row. Either `path` is set, below the mount, of a delivered file
// ("obs/swift/..."), and a link to it is shown; or `text`, the whole content of a small file, which
// has the URL of a remote product.
struct RowProduct {
    std::string name;  // in the set's folder; two files of one set never have the same
    std::string path;
    std::string text;
    bool operator==(const RowProduct&) const = default;
};

// One row of one table.
struct ChosenRow {
    std::shared_ptr<const TableSegment> table;  // shared with whoever shows it
    int64_t row = 0;
};

class DataProducts {
   public:
    // Reads the rules of the archive. A file of rules with faults is logged, line by line, and left
    // out; nothing is raised.
    DataProducts(const Archive& archive, LedgerPool& ledger);
    ~DataProducts();
    DataProducts(const DataProducts&) = delete;
    DataProducts& operator=(const DataProducts&) = delete;

    // The sets of a table, by folder; empty where it has none. Any thread may call this and what
    // follows.
    std::vector<ProductSet> sets(const std::string& table) const;

    // The files of a set for one row, by name, as published now; nothing for a folder that is no
    // set of the table. A file that several tags of the set name is there once.
    std::vector<RowProduct> files(const TableSegment& table, int64_t row,
                                  const std::string& set_folder);

    // The files of all sets of these rows as one tar archive, each file once, by path: its members
    // have the names that they have below the mount, remote ones are "urls/<tag>.url". `path` is
    // the archive's own, below the mount.
    std::shared_ptr<const Product> tar(const std::string& path, const std::vector<ChosenRow>& rows);

    // What product_tables.h shares (product_parts.h).
    struct Parts;
    Parts& parts() { return *parts_; }

   private:
    std::unique_ptr<Parts> parts_;
};

}  // namespace heafs
