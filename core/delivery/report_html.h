// report.html: a delivery's report as one page that needs no network and no server. Without script
// it is whole and can be printed; the script only filters. Foreign text is escaped, and the page's
// policy lets nothing run but the script whose hash it names.
#pragma once

#include <string>

#include "core/delivery/staging.h"

namespace heafs {

std::string report_html(const DeliverySummary& summary);

}  // namespace heafs
