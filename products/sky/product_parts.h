// What all FITS products of a sky folder have in common: the cards of their HDUs (OGIP, FITS 4.0)
// and the extensions GTI, REGION and PROVENANCE.
#pragma once

#include <string>
#include <vector>

#include "products/plan/fits_product.h"
#include "products/sky/sky_plan.h"

namespace heafs {

inline constexpr int64_t kProductFormat = 4;  // raised whenever the same inputs give other bytes

// What a product counts, and when: mission time is that of the first source counted, TIMEZERO
// included.
struct ProductTime {
    std::vector<const SkySource*> counted;
    double mjdref_days = 0;
    double mjdref_fraction = 0;
    GoodTimeIntervals gti;  // of all sources that are counted, in this time
    double start = 0;
    double stop = 0;
    Seconds ontime;
    Seconds exposure;
    double timezero = 0;  // what readers have to add to all times of the file
};
ProductTime time_of(const SkyPlan& plan, const std::vector<const SkySource*>& counted);
// The same with `timezero` taken out of the times, for rows that stand as their source has them.
ProductTime without_timezero(ProductTime time, double timezero);
// What is added to the mission seconds of a source to come to the product's.
double time_offset(const ProductTime& time, const SkySource& source);

// TELESCOP to DEADC, as products.md lists them, then DATAVERS, HEAFSFMT, and HISTORY with the path.
void add_common_cards(HeaderText& header, const SkyPlan& plan, const ProductTime& time);
// E_MIN, E_MAX, CHANMIN, CHANMAX of the asked band.
void add_band_cards(HeaderText& header, const SkyPlan& plan);

PlannedHdu gti_hdu(const SkyPlan& plan, const ProductTime& time);
PlannedHdu region_hdu(const SkyPlan& plan);  // the source region
// `extname`: spectra have REG00101, as HEASARC's extractor writes it: gammapy takes a REGION there
// for one of its own in pixels.
PlannedHdu region_hdu(const std::vector<const SkyRegion*>& regions, const std::string& extname);
PlannedHdu provenance_hdu(const SkyPlan& plan);
// The same list as HISTORY, for response matrices: HEASoft's chkrmf (6.20) takes every extension
// beside MATRIX and EBOUNDS for one more EBOUNDS, and gives up.
HeaderText primary_header_with_provenance(const SkyPlan& plan);

// The latest DATE among the inputs, else their latest DATE-END; "" when none says.
std::string product_date(const SkyPlan& plan);

// A product of the folder: its key covers path, format, mission file and inputs.
Product sky_product(const std::shared_ptr<const SkyPlan>& plan, const std::string& name);
// The same of FITS HDUs that are planned.
Product fits_sky_product(const std::shared_ptr<const SkyPlan>& plan, const std::string& name,
                         std::vector<PlannedHdu> hdus);

}  // namespace heafs
