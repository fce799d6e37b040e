// The products of an instrument folder below sky/. Each is planned with its exact size and rendered
// when it is read; what each contains is in products.md's terms said beside its function.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "products/plan/product.h"
#include "products/sky/sky_plan.h"

namespace heafs {

// The names of the products that this folder has, sorted.
std::vector<std::string> sky_product_names(const SkyPlan& plan);

// One of them by its name; null for another name.
std::shared_ptr<const Product> plan_sky_product(const std::shared_ptr<const SkyPlan>& plan,
                                                const std::string& name);

// all.tar: all other files of the folder in one stream, of one state of the archive, by name.
inline constexpr const char* kAllTar = "all.tar";
Product plan_all_tar(const std::shared_ptr<const SkyPlan>& plan);

// image.fits: counts (int32) of the asked band in the grid's pixels, TAN about the asked position,
// north up; pixel k covers [k - 0.5, k + 0.5).
Product plan_image(const std::shared_ptr<const SkyPlan>& plan);

// image.png: the same for eyes, about 1000 pixels wide, over a grid of coordinates; grey where
// there was no exposure.
Product plan_image_picture(const std::shared_ptr<const SkyPlan>& plan);

// exposure.fits: seconds x vignetting at the middle of the band, and without vignetting, in the
// grid's pixels (float32).
Product plan_exposure(const std::shared_ptr<const SkyPlan>& plan);

// rate.fits: counts over exposure with vignetting, and the error; NaN where there is no exposure.
Product plan_rate(const std::shared_ptr<const SkyPlan>& plan);

// background.fits: the counts of background to be expected in each pixel, from the background
// regions. Where no exposed list has any, there is none.
Product plan_background_image(const std::shared_ptr<const SkyPlan>& plan);

// lightcurve.fits: OGIP/93-003, in bins of bin_seconds from the first good time on.
Product plan_light_curve(const std::shared_ptr<const SkyPlan>& plan);

// lightcurve.png: RATE of lightcurve.fits and the background against MJD, in bins chosen to be
// seen, gaps shaded.
Product plan_light_curve_picture(const std::shared_ptr<const SkyPlan>& plan);

// spectrum.pha: OGIP/92-007 type I, all channels of the region.
Product plan_spectrum(const std::shared_ptr<const SkyPlan>& plan);

// spectrum.png: the asked band of it for eyes, grouped, with the scaled background; upper limits
// where there are no counts.
Product plan_spectrum_picture(const std::shared_ptr<const SkyPlan>& plan);

// background.pha: the same of the background regions, which the folder has when any of its exposed
// lists does. BACKSCAL is such that counts scaled by EXPOSURE x BACKSCAL come to sum of alpha_k
// C_k.
Product plan_background(const std::shared_ptr<const SkyPlan>& plan);

// source.reg, background.reg: the regions for ds9, in degrees and arcsec (fk5).
Product plan_source_region(const std::shared_ptr<const SkyPlan>& plan);
Product plan_background_region(const std::shared_ptr<const SkyPlan>& plan);

// load.xcm, load_sherpa.py: load the spectrum in XSPEC, in Sherpa, with the band noticed.
Product plan_xspec_script(const std::shared_ptr<const SkyPlan>& plan);
Product plan_sherpa_script(const std::shared_ptr<const SkyPlan>& plan);

// events.fits: the events of region and band, one source's as they stand in it; RA, DEC and OBS_ID
// appended.
Product plan_events(const std::shared_ptr<const SkyPlan>& plan);

// summary.json: the numbers, and all that was assumed; padded with blanks to its planned size.
Product plan_summary(const std::shared_ptr<const SkyPlan>& plan);

// summary.txt: the same for eyes.
Product plan_summary_txt(const std::shared_ptr<const SkyPlan>& plan);

}  // namespace heafs
