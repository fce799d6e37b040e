#include "products/tables/lazy_table.h"

#include <mutex>

namespace heafs {

struct LazyTable::Making {
    std::mutex mutex;  // guards both; held while the table is made, for which all wait
    std::shared_ptr<const TableSegment> segment;
    Make make;
};

LazyTable::LazyTable(std::shared_ptr<const TableSegment> segment)
    : summary_(std::make_shared<const Summary>(Summary{segment->schema(),
                                                       segment->size(),
                                                       segment->ranges(),
                                                       {segment->created(), segment->modified()}})),
      making_(std::make_shared<Making>()) {
    making_->segment = std::move(segment);
}

LazyTable::LazyTable(Summary summary, Make make)
    : summary_(std::make_shared<const Summary>(std::move(summary))),
      making_(std::make_shared<Making>()) {
    making_->make = std::move(make);
}

std::shared_ptr<const TableSegment> LazyTable::get() const {
    const std::lock_guard lock(making_->mutex);
    if (!making_->segment) making_->segment = making_->make();
    return making_->segment;
}

}  // namespace heafs
