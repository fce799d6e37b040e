#include "products/tables/product_report.h"

#include <fmt/format.h>

#include <map>

#include "products/tables/product_parts.h"

namespace heafs {
namespace {

std::string tag_line(const ProductTag& tag, int64_t files) {
    if (files > 0) return fmt::format("{:>9} files  tag[{}]\n", files, tag.expression);
    return fmt::format("{}: Warning: no file matches tag[{}]\n", tag.place.text(), tag.expression);
}

}  // namespace

ProductReport report_products(const Archive& archive, LedgerPool& ledger) {
    DataProducts::Parts parts(archive, ledger);
    parts.refresh();
    ProductReport report;
    for (const std::string& error : parts.loaded.errors) report.text += error + "\n";
    for (const std::string& warning : parts.loaded.warnings)
        report.text += "Warning: " + warning + "\n";
    std::map<uint32_t, int64_t> counts;
    int64_t all = 0;
    for (const ProductGroup& group : parts.store.groups()) {
        counts[group.rule] += group.count;
        all += group.count;
    }
    const auto refused = parts.store.refused();
    const auto& tags = parts.loaded.rules.tags;
    for (uint32_t rule = 0; rule < tags.size(); ++rule) {
        const auto slow = refused.find(rule);
        report.text +=
            slow == refused.end()
                ? tag_line(tags[rule], counts[rule])
                : fmt::format("{}: tag[{}] is left out: its expression takes too long on /{}\n",
                              tags[rule].place.text(), tags[rule].expression, slow->second);
    }
    report.text += fmt::format("{} data products under {} tags, {} sets\n", all, tags.size(),
                               parts.loaded.rules.sets.size());
    report.faults = parts.loaded.errors.size() + refused.size();
    return report;
}

}  // namespace heafs
