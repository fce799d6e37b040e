#include "core/events/kept_responses.h"

#include <algorithm>
#include <string>

#include "core/events/segment_header.h"

namespace heafs {
namespace {

constexpr int64_t kMostBytes = int64_t{64} << 20;

constexpr const char* kSaid[] = {"HDUCLASS", "HDUVERS",  "HDUCLAS1", "HDUCLAS2", "HDUCLAS3",
                                 "HDUCLAS4", "LO_THRES", "HI_THRES", "RAD_MAX"};

std::vector<std::string> names_of(const Instrument& instrument) {
    std::vector<std::string> names;
    for (const ResponseSource* source : {&instrument.arf, &instrument.rmf})
        if (source->from == ResponseSource::From::kList) names.push_back(source->name);
    if (!instrument.psf_hdu.empty()) names.push_back(instrument.psf_hdu);
    return names;
}

bool can_be_kept(const FitsHdu& hdu) {
    const auto bytes = static_cast<int64_t>(hdu.data().size());
    return hdu.rows() == 1 && bytes == hdu.row_bytes() && bytes <= kMostBytes &&
           std::none_of(hdu.columns().begin(), hdu.columns().end(), [](const BinaryColumn& column) {
               return column.form.type == 'P' || column.form.type == 'Q';
           });
}

}  // namespace

std::vector<KeptResponse> kept_responses(const FitsView& list, const Instrument& instrument) {
    std::vector<KeptResponse> kept;
    for (const std::string& name : names_of(instrument)) {
        const FitsHdu* hdu = list.find(name);
        if (hdu == nullptr || !can_be_kept(*hdu)) continue;
        KeptResponse response;
        response.header =
            bare_table_header(hdu->row_bytes(), 1, static_cast<int64_t>(hdu->columns().size()));
        response.header.add("EXTNAME", name, "as in the event list");
        add_column_cards(*hdu, response.header);
        for (const char* keyword : kSaid)
            if (const std::string_view* card = find_stated_card(*hdu, keyword))
                response.header.add_card(*card);
        response.data.assign(hdu->data().begin(), hdu->data().end());
        kept.push_back(std::move(response));
    }
    return kept;
}

}  // namespace heafs
