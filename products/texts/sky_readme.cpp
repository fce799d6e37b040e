#include "products/texts/sky_readme.h"

#include <fmt/format.h>

namespace heafs {

std::string sky_readme() {
    return "sky/: products of any position, energy band and time, made when they are read.\n"
           "\n"
           "    sky/<ra>/<dec>/<band>[/<option>_<value>]*/<instrument>/<product>\n"
           "\n"
           "ra, dec   degrees (83.63308, 22.0145) or 05h34m31.97s, -05d23m28s\n"
           "band      keV: 0.3-10; with a unit: 0.1-300GeV; channels: 30-1000ch; all\n"
           "options   in any order, each at most once:\n"
           "    time_55000-55100   MJD (TT), open ends 55000- and -55100; UTC "
           "2009-06-18_2009-09-26\n"
           "    obs_<obs_id>       one observation alone\n"
           "    radius_60          of the source region: arcsec, or 1m, 0.1d; 60-120 is an "
           "annulus\n"
           "    asof_2026-11-22    what was public at the end of that day (UTC): the form to cite\n"
           "    sel_<name>         a selection of events that the instrument offers\n"
           "    bkg_annulus        background: annulus, annulus-nocut, reflected, none\n"
           "    bin_60             of light curves: seconds, or days as 0.5d\n"
           "    size_0.4           width of images in degrees\n"
           "    pix_7              pixel of images in arcsec\n"
           "    proj_tan           of images: tan, stg, zea, car, ait, sin\n"
           "\n"
           "sky/name/<object>    the position of an observed target; where several carry the "
           "name, the\n"
           "                     first observed: <object>.alternatives.txt beside it has all\n"
           "sky/gal/<l>/<b>      galactic coordinates in degrees\n"
           "\n"
           "Nothing is listed between here and a position, since there are as many as you can\n"
           "think of; every name opens all the same:\n"
           "\n"
           "    ls sky/name\n"
           "    ls sky/329.7167/-30.2256\n"
           "    ls -l sky/329.7167/-30.2256/0.3-10/swift_xrt_pc\n"
           "    cp sky/329.7167/-30.2256/0.3-10/swift_xrt_pc/image.fits /tmp/\n"
           "\n"
           "Other spellings are links to the one canonical path. What has no exposure does not\n"
           "exist; `heafs explain ARCHIVE PATH` says why.\n";
}

namespace {

std::string summary_schema() {
    return "summary.json has these keys, in this order. Absent numbers are null; all counts are "
           "of\n"
           "the asked band and time.\n"
           "\n"
           "    format                1; raised when a key changes its meaning\n"
           "    canonical             the path of the folder\n"
           "    request               its parts as texts; null: not asked\n"
           "    instrument, mission   their names\n"
           "    region, background    shape, degrees and arcsec; cut_out: circles that were cut "
           "out of\n"
           "                          the annulus about sources of a table, or why_not\n"
           "    band                  asked, and the keV and channels that it became\n"
           "    exposure_s            live seconds, all observations\n"
           "    counts                in the region\n"
           "    counts_background     in the background region\n"
           "    background_in_region  of these, expected in the region (B)\n"
           "    rate, net_rate        count/s, without and with B subtracted; rate_unit\n"
           "    interval_68           source counts and rates: 68.3 %, central\n"
           "    limits                upper limits of source counts and rates at 95 % and 99.865 "
           "%\n"
           "    significance          li_ma in standard deviations; alpha: region / background\n"
           "    hardness              ratio (H - S) / (H + S) of net counts with low and high at\n"
           "                          68.3 %; bands, soft, hard: what H and S are\n"
           "    flux                  of a power law, in unit; net, 68.3 % and limits of the\n"
           "                          rates; null without a response\n"
           "    pileup                expected: true when highest_rate, of one event list, is "
           "above\n"
           "                          above_rate, count/s in the region\n"
           "    clock                 how asked times became mission seconds; utcf_s: least and\n"
           "                          largest correction\n"
           "    calibration           what entered the numbers, from where, and why that\n"
           "    area_trusted_above_kev  the effective area's own threshold (LO_THRES), the "
           "highest\n"
           "    datavers              SHA-256 of the list of inputs\n"
           "    mission_file_sha256   of the mission file\n"
           "    observations          obs_id, file, sha256, exposure_s, off_axis_arcmin, "
           "good_times\n"
           "    assumptions           every default that was applied, and what the numbers assume\n"
           "    missing               what is not given, and why\n"
           "\n"
           "Above the instruments, summary.json has format, canonical, and instruments: "
           "exposure_s\n"
           "to flux and datavers of each, or exposure_s 0 and the reason.\n";
}

}  // namespace

std::string band_readme(const std::string& path) {
    return fmt::format(
        "{}\n"
        "\n"
        "The folders here are the instruments that have exposure at this position, in this band\n"
        "(and time). summary.txt and summary.json have all instruments, those without exposure\n"
        "too. In each folder: image.fits, exposure.fits, rate.fits, background.fits (of imaging\n"
        "instruments), spectrum.pha, lightcurve.fits, events.fits, summary.json; for eyes\n"
        "image.png, spectrum.png, lightcurve.png and summary.txt; by_obs/ has each observation\n"
        "alone, obs/ leads to the delivered files.\n"
        "\n"
        "spectrum.pha names its background and responses in the same folder: `@load.xcm` in XSPEC\n"
        "and `%run load_sherpa.py` in Sherpa load them. source.reg and background.reg are for "
        "ds9.\n"
        "\n"
        "all.tar has all files of a folder, of one state of the archive.\n"
        "\n"
        "Options make further folders: time_, obs_, asof_, sel_, radius_, bkg_, bin_, size_, "
        "pix_,\n"
        "proj_; see README.txt in sky/.\n\n{}",
        path, summary_schema());
}

}  // namespace heafs
