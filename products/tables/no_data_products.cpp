// No table has data products yet.
#include "products/tables/data_products.h"

namespace heafs {

struct DataProducts::Parts {};

DataProducts::DataProducts(const Archive&, LedgerPool&) {}
DataProducts::~DataProducts() = default;

std::vector<ProductSet> DataProducts::sets(const std::string&) const { return {}; }

std::vector<RowProduct> DataProducts::files(const TableSegment&, int64_t, const std::string&) {
    return {};
}

std::shared_ptr<const Product> DataProducts::tar(const std::string&,
                                                 const std::vector<ChosenRow>&) {
    return nullptr;
}

}  // namespace heafs
