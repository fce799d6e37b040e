#include "products/sky/padded_text.h"

#include <fmt/format.h>

#include <limits>
#include <span>

#include "config/base/error.h"
#include "core/base/write_at.h"
#include "products/sky/product_parts.h"
#include "products/sky/responses.h"

namespace heafs {
namespace {

// For numbers that are computed from others and may come out longer.
constexpr int64_t kMargin = 256;

// Numbers whose text is as long as any can be.
SkyNumbers longest_numbers(const SkyPlan& plan) {
    const double longest = -std::numeric_limits<double>::min();
    const int64_t most = std::numeric_limits<int64_t>::min();
    const RegionCounts counts{most, most, longest};
    SkyNumbers numbers;
    numbers.counts = numbers.counts_background = most;
    numbers.background_in_region = numbers.rate = numbers.net_rate = numbers.highest_rate = longest;
    numbers.interval = {longest, longest};
    numbers.limit_95 = numbers.limit_99865 = longest;
    if (expected_alpha(plan)) numbers.alpha = numbers.significance = longest;
    if (plan.responses->has_arf()) numbers.flux_of_a_count = 1;  // of the longest rates
    if (const auto bands = sub_bands(plan))
        numbers.hardness = SkyHardness{*bands, counts, counts, {longest, longest, longest}};
    return numbers;
}

}  // namespace

Product padded_text_product(const std::shared_ptr<const SkyPlan>& plan, const std::string& name,
                            Seconds exposure, TextOfNumbers text) {
    Product product = sky_product(plan, name);
    product.size = static_cast<int64_t>(text(longest_numbers(*plan)).size()) + kMargin;
    product.render = [plan, exposure, text = std::move(text),
                      size = static_cast<size_t>(product.size)](int fd) {
        std::string made = text(count_in_region(*plan, exposure));
        if (made.size() >= size)
            throw Error(Fault::kSystem, fmt::format("a summary of {} bytes was planned, {} made",
                                                    size, made.size()));
        made.resize(size - 1, ' ');
        made += '\n';
        write_at(fd, std::as_bytes(std::span(made)), 0, "a summary");
    };
    return product;
}

}  // namespace heafs
