#include "products/tables/lazy_table.h"

#include <mutex>
#include <optional>

namespace heafs {

struct LazyTable::Making {
    std::mutex mutex;  // guards the next two; held while the table is made, for which all wait
    std::shared_ptr<const TableSegment> segment;
    Make make;
    std::mutex summarising;  // guards the next two, and is held meanwhile
    std::optional<Summary> summary;
    Summarise summarise;
};

LazyTable::LazyTable(std::shared_ptr<const TableSegment> segment)
    : schema_(std::make_shared<const TableSchema>(segment->schema())),
      making_(std::make_shared<Making>()) {
    making_->summary = summary_of(*segment);
    making_->segment = std::move(segment);
}

LazyTable::LazyTable(Summary summary, Make make)
    : schema_(std::make_shared<const TableSchema>(summary.schema)),
      making_(std::make_shared<Making>()) {
    making_->summary = std::move(summary);
    making_->make = std::move(make);
}

LazyTable::LazyTable(TableSchema schema, Summarise summarise, Make make)
    : schema_(std::make_shared<const TableSchema>(std::move(schema))),
      making_(std::make_shared<Making>()) {
    making_->summarise = std::move(summarise);
    making_->make = std::move(make);
}

LazyTable::Summary LazyTable::summary_of(const TableSegment& segment) {
    return {segment.schema(),
            segment.size(),
            segment.ranges(),
            {segment.created(), segment.modified()}};
}

const LazyTable::Summary& LazyTable::summary() const {
    const std::lock_guard lock(making_->summarising);
    if (!making_->summary)
        making_->summary = making_->summarise ? making_->summarise() : summary_of(*get());
    return *making_->summary;
}

std::shared_ptr<const TableSegment> LazyTable::get() const {
    const std::lock_guard lock(making_->mutex);
    if (!making_->segment) making_->segment = making_->make();
    return making_->segment;
}

}  // namespace heafs
