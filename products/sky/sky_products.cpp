#include "products/sky/sky_products.h"

namespace heafs {

std::vector<std::string> sky_product_names(const SkyPlan& plan) {
    std::vector<std::string> names = {kAllTar, "events.fits"};
    if (plan.image) names.push_back("image.fits");
    if (plan.no_light_curve.empty()) names.push_back("lightcurve.fits");
    names.push_back("spectrum.pha");
    names.push_back("summary.json");
    names.push_back("summary.txt");
    return names;
}

std::shared_ptr<const Product> plan_sky_product(const std::shared_ptr<const SkyPlan>& plan,
                                                const std::string& name) {
    const auto shared = [](Product product) {
        return std::make_shared<const Product>(std::move(product));
    };
    if (name == kAllTar) return shared(plan_all_tar(plan));
    if (name == "image.fits" && plan->image) return shared(plan_image(plan));
    if (name == "lightcurve.fits" && plan->no_light_curve.empty())
        return shared(plan_light_curve(plan));
    if (name == "spectrum.pha") return shared(plan_spectrum(plan));
    if (name == "events.fits") return shared(plan_events(plan));
    if (name == "summary.json") return shared(plan_summary(plan));
    if (name == "summary.txt") return shared(plan_summary_txt(plan));
    return nullptr;
}

}  // namespace heafs
