// Dates in headers (FITS 4.0, 4.4.2.1 and 9.1.1): rule FIT-020.
#pragma once

#include <string_view>

#include "core/fits/stated_header.h"

namespace heafs {

enum class DateForm {
    kIso,    // [+-C]CCYY-MM-DD or with Thh:mm:ss[.s...]
    kOld,    // DD/MM/YY, a year of the twentieth century
    kWrong,  // neither, or no such day or time
};

DateForm date_form(std::string_view text);

// Judges DATE, DATE-xxx, DATEREF and other keywords that begin with DATE and hold a date.
void check_dates(const StatedHeader& stated);

}  // namespace heafs
