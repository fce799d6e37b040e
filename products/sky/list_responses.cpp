#include "products/sky/list_responses.h"

#include <fmt/format.h>

#include "config/base/error.h"

namespace heafs {
namespace {

std::string name_of(const EventSegment& segment, const std::string& hdu) {
    return fmt::format("HDU {} of {}", hdu, segment.source_path());
}

template <typename Table>
std::unique_ptr<const Table> find_table(const EventSegment& segment, const std::string& hdu) {
    const FitsHdu* there = hdu.empty() ? nullptr : segment.find(hdu);
    if (there == nullptr) return nullptr;
    try {
        return std::make_unique<const Table>(*there, name_of(segment, hdu));
    } catch (const Error&) {
        return nullptr;
    }
}

ResponseFile file_of(const ResponseQuestion::List& list) {
    return {list.row.source_path, list.row.source_sha256, 0, ""};
}

}  // namespace

const FitsHdu& kept_hdu(const EventSegment& segment, const std::string& name) {
    if (const FitsHdu* hdu = segment.find(name)) return *hdu;
    throw Error(Fault::kNotFound,
                fmt::format("its event list has no HDU {} of one row, or was indexed by an earlier "
                            "mission file (then `heafs scan --rebuild` reads it again)",
                            name));
}

std::unique_ptr<const SpreadTable> find_spread(const EventSegment& segment,
                                               const Instrument& instrument) {
    return find_table<SpreadTable>(segment, instrument.psf_hdu);
}

std::string why_no_spread(const EventSegment& segment, const Instrument& instrument) {
    if (instrument.psf_hdu.empty()) return "";
    try {
        const SpreadTable table(kept_hdu(segment, instrument.psf_hdu),
                                name_of(segment, instrument.psf_hdu));
        return "";
    } catch (const Error& error) {
        return error.what();
    }
}

std::unique_ptr<const AreaTable> find_area(const EventSegment& segment,
                                           const Instrument& instrument) {
    const bool is_in_list = instrument.arf.from == ResponseSource::From::kList;
    return find_table<AreaTable>(segment, is_in_list ? instrument.arf.name : "");
}

const std::shared_ptr<const MatrixOutline>& ListResponses::grid() {
    const EnergyScale& scale = question_.instrument.energy;
    if (scale.kind != EnergyKind::kEnergies)
        throw Error(Fault::kMalformed,
                    "the mission file has no grid of energies that its matrix could be made on");
    if (!grid_) grid_ = std::make_shared<const MatrixOutline>(outline_of_grid(scale));
    return grid_;
}

FoundResponse<MatrixOutline> ListResponses::rmf(const ResponseQuestion::List& list) {
    FoundResponse<MatrixOutline> found{file_of(list), nullptr, ""};
    const std::string& hdu = question_.instrument.rmf.name;
    try {
        const DispersionTable table(kept_hdu(list.segment, hdu), name_of(list.segment, hdu));
        found.content = grid();
    } catch (const Error& error) {
        found.why_not = error.what();
    }
    return found;
}

FoundResponse<EffectiveArea> ListResponses::arf(const ResponseQuestion::List& list) {
    FoundResponse<EffectiveArea> found{file_of(list), nullptr, ""};
    const std::string& hdu = question_.instrument.arf.name;
    try {
        const AreaTable table(kept_hdu(list.segment, hdu), name_of(list.segment, hdu));
        found.content =
            std::make_shared<const EffectiveArea>(area_at(table, list.off_axis, grid()->bins));
    } catch (const Error& error) {
        found.why_not = error.what();
    }
    return found;
}

}  // namespace heafs
