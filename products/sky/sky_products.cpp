#include "products/sky/sky_products.h"

#include "products/sky/background.h"
#include "products/sky/responses.h"

namespace heafs {
namespace {

using Condition = bool (*)(const SkyPlan&);

bool always(const SkyPlan&) { return true; }
bool has_image(const SkyPlan& plan) { return plan.image.has_value(); }
bool has_exposure(const SkyPlan& plan) { return plan.image && !plan.instrument->counts_only; }
bool has_background(const SkyPlan& plan) { return !sources_with_background(plan).empty(); }
bool has_background_image(const SkyPlan& plan) { return plan.image && has_background(plan); }
bool has_light_curve(const SkyPlan& plan) { return plan.no_light_curve.empty(); }
bool is_resolved(const SkyPlan& plan) { return plan.resolved; }
bool has_rmf(const SkyPlan& plan) { return plan.responses->has_rmf(); }
bool has_arf(const SkyPlan& plan) { return plan.responses->has_arf(); }

// What a folder may have, by name, and when it does.
constexpr struct {
    const char* name;
    Condition is_there;
    Product (*plan)(const std::shared_ptr<const SkyPlan>&);
} kProducts[] = {
    {kAllTar, always, plan_all_tar},
    {"background.fits", has_background_image, plan_background_image},
    {"background.pha", has_background, plan_background},
    {"background.reg", has_background, plan_background_region},
    {"events.fits", always, plan_events},
    {"exposure.fits", has_exposure, plan_exposure},
    {"image.fits", has_image, plan_image},
    {"image.png", has_image, plan_image_picture},
    {"lightcurve.fits", has_light_curve, plan_light_curve},
    {"lightcurve.png", always, plan_light_curve_picture},
    {"load.xcm", always, plan_xspec_script},
    {"load_sherpa.py", always, plan_sherpa_script},
    {"rate.fits", has_exposure, plan_rate},
    {"response.arf", has_arf, plan_arf},
    {"response.rmf", has_rmf, plan_rmf},
    {"response_diffuse.arf", has_diffuse_arf, plan_diffuse_arf},
    {"source.reg", is_resolved, plan_source_region},
    {"spectrum.pha", always, plan_spectrum},
    {"spectrum.png", always, plan_spectrum_picture},
    {"summary.json", always, plan_summary},
    {"summary.txt", always, plan_summary_txt},
};

}  // namespace

std::vector<std::string> sky_product_names(const SkyPlan& plan) {
    std::vector<std::string> names;
    for (const auto& product : kProducts)
        if (product.is_there(plan)) names.emplace_back(product.name);
    return names;
}

std::shared_ptr<const Product> plan_sky_product(const std::shared_ptr<const SkyPlan>& plan,
                                                const std::string& name) {
    for (const auto& product : kProducts)
        if (name == product.name && product.is_there(*plan))
            return std::make_shared<const Product>(product.plan(plan));
    return nullptr;
}

}  // namespace heafs
