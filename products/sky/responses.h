// The responses of a folder's spectrum: response.rmf and response.arf, made of the files that are
// valid for its event lists, or why there are none.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "products/plan/product.h"
#include "products/sky/response_library.h"
#include "products/sky/sky_plan.h"

namespace heafs {

struct SkyResponses {
    std::vector<SourceResponses> sources;  // in the order of SkyPlan::exposed()
    std::string rmf_why_not;               // "": there is response.rmf
    std::string arf_why_not;               // "": there is response.arf
    bool is_average = false;               // of several matrices
    bool is_made = false;                  // of tables in the event lists
    // Below it the area of one of the lists is not to be trusted (LO_THRES); of the highest.
    std::optional<Energy> least_energy;
    std::vector<ResponseFile> files;           // that are used, each once, by path
    std::shared_ptr<ResponseLibrary> library;  // plans are read while their area asks for others

    bool has_rmf() const { return rmf_why_not.empty(); }
    bool has_arf() const { return arf_why_not.empty(); }
};

// For the exposed sources of a plan. All of them have a matrix, of the spectrum's channels and of
// one grid of energies, or the folder has none; the effective areas of all, or none.
SkyResponses find_responses(const SkyPlan& plan, const std::shared_ptr<ResponseLibrary>& library);

// The matrix of one of the sources, by its number: of the library, or made of the event list's own
// dispersion at the source's angle from the axis. Of a plan that has a matrix. Raises what reading
// raises.
std::shared_ptr<const Redistribution> matrix_of(const SkyPlan& plan, size_t source);

// T_k A_k(E, theta_k) f_k(E) in s cm2 for each energy bin of the matrix: exposure, effective area
// on axis times vignetting at the off-axis angle, and the PSF's integral over the live part of the
// region. Both of the last are taken at energies a factor 1.1 apart and are linear in between.
// A matrix that holds the area already (SPECRESP MATRIX) has A = 1 on axis.
std::vector<double> response_weights(const SkyPlan& plan, const SkySource& source,
                                     const SourceResponses& response);

// response.rmf: the one file byte for byte, or the matrix that was made or is the mean of several
// with the weights above, with one group of channels a row (OGIP CAL/GEN/92-002a).
Product plan_rmf(const std::shared_ptr<const SkyPlan>& plan);

// response.arf: sum of the weights over sum of T_k, on the energies of the matrix.
Product plan_arf(const std::shared_ptr<const SkyPlan>& plan);

// response_diffuse.arf: the same times the solid angle of the field, cm2 sr, for emission that
// fills it.
bool has_diffuse_arf(const SkyPlan& plan);
Product plan_diffuse_arf(const std::shared_ptr<const SkyPlan>& plan);

}  // namespace heafs
