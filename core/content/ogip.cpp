// KEY-014: spectra, responses and light curves as HEASARC's checkers want them, beyond what KEY-010
// asks of their class. SPECTRUM: OGIP/92-007 with ftchkpha's list; RMF and ARF: CAL/GEN/92-002 and
// 92-002a with chkrmf's and chkarf's; RATE: OGIP/93-003.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/content/content_rules.h"

namespace heafs {
namespace {

using Words = std::vector<std::string_view>;

// A column of the class, and the types that it may have.
struct TypedColumn {
    std::string_view name;
    std::string_view types;  // of its elements: "IJ"
};

struct Convention {
    HduClass hdu_class;
    Words extnames;
    Words keywords;  // that have a value
    Words either;    // a keyword, or a column of that name
    Words least;     // columns with TLMIN
    std::vector<TypedColumn> columns;
};

const std::vector<Convention>& conventions() {
    static const std::vector<Convention> table = {
        {HduClass::kSpectrum,
         {"SPECTRUM"},
         {"TELESCOP", "INSTRUME", "FILTER", "HDUVERS", "POISSERR"},
         {"SYS_ERR", "QUALITY", "GROUPING"},
         {"CHANNEL"},
         {{"CHANNEL", "IJ"},
          {"COUNTS", "IJ"},
          {"RATE", "ED"},
          {"STAT_ERR", "ED"},
          {"SYS_ERR", "ED"},
          {"QUALITY", "I"},
          {"GROUPING", "I"}}},
        {HduClass::kRedistribution,
         {"MATRIX", "SPECRESP MATRIX"},
         {"TELESCOP", "INSTRUME", "FILTER", "HDUVERS"},
         {},
         {"F_CHAN"},
         {{"ENERG_LO", "ED"},
          {"ENERG_HI", "ED"},
          {"N_GRP", "IJ"},
          {"F_CHAN", "IJ"},
          {"N_CHAN", "IJ"},
          {"MATRIX", "ED"}}},
        {HduClass::kEnergyBounds,
         {"EBOUNDS"},
         {"TELESCOP", "INSTRUME", "FILTER", "HDUVERS", "CHANTYPE"},
         {},
         {},
         {{"CHANNEL", "IJ"}, {"E_MIN", "ED"}, {"E_MAX", "ED"}}},
        {HduClass::kEffectiveArea,
         {"SPECRESP"},
         {"TELESCOP", "INSTRUME", "FILTER", "HDUVERS"},
         {},
         {},
         {{"ENERG_LO", "ED"}, {"ENERG_HI", "ED"}, {"SPECRESP", "ED"}}},
        {HduClass::kLightCurve,
         {"RATE", "LIGHTCURVE"},
         {"TELESCOP", "INSTRUME", "TIMESYS"},
         {},
         {},
         {{"TIME", "IJED"}, {"RATE", "ED"}, {"ERROR", "ED"}}},
    };
    return table;
}

bool among(const Words& words, const std::string& word) {
    return std::find(words.begin(), words.end(), upper_case(word)) != words.end();
}

// The type of the elements of a TFORM: J of "1J", I of "PI(2)".
char element_of(const std::string& form) {
    size_t at = form.find_first_not_of(" 0123456789");
    if (at == std::string::npos) return '?';
    if ((form[at] == 'P' || form[at] == 'Q') && at + 1 < form.size()) ++at;
    return form[at];
}

class OgipFindings {
   public:
    OgipFindings(const HduView& hdu, std::vector<Finding>& findings)
        : hdu_(hdu), findings_(findings) {}

    void tell(std::string text, const char* keyword = nullptr) {
        findings_.push_back(hdu_.finding("KEY-014", std::move(text),
                                         keyword != nullptr ? hdu_.find(keyword) : nullptr));
    }
    void check(const Convention& convention) {
        if (!among(convention.extnames, hdu_.facts().extname))
            tell(fmt::format("EXTNAME = '{}' of an HDU of class {} is not {}", hdu_.facts().extname,
                             name_of(hdu_.hdu_class()), fmt::join(convention.extnames, " or ")),
                 "EXTNAME");
        check_keywords(convention);
        check_columns(convention);
    }

    void check_spectrum() {
        const std::string poisson = upper_case(hdu_.text("POISSERR"));
        if (poisson == "F" && !hdu_.column("STAT_ERR"))
            tell("POISSERR is F: a column STAT_ERR has to give the errors", "POISSERR");
        if (poisson == "T" && hdu_.column("RATE") && !hdu_.column("COUNTS"))
            tell("POISSERR is T for a column RATE: only COUNTS have Poissonian errors", "POISSERR");
        for (const char* keyword : {"BACKFILE", "CORRFILE", "RESPFILE", "ANCRFILE"}) {
            const std::string name = hdu_.text(keyword);
            if (upper_case(name) == "NONE" && name != "none" && name != "NONE")
                tell(fmt::format("{} = '{}': write 'none'", keyword, name), keyword);
            if (name.size() > 68)
                tell(fmt::format("{} has {} characters: XSPEC reads 68", keyword, name.size()),
                     keyword);
        }
    }
    // DETCHANS = TLMAX - TLMIN + 1 of F_CHAN (chkrmf).
    void check_channels() {
        const auto channels = hdu_.number("DETCHANS");
        const auto least = column_number("TLMIN", "F_CHAN");
        const auto most = column_number("TLMAX", "F_CHAN");
        if (channels && least && most && *channels != *most - *least + 1)
            tell(fmt::format("DETCHANS is {}, TLMIN and TLMAX of F_CHAN say {}", *channels,
                             *most - *least + 1),
                 "DETCHANS");
    }

   private:
    void check_keywords(const Convention& convention) {
        Words missing;
        for (const std::string_view keyword : convention.keywords)
            if (!hdu_.has(keyword) && !hdu_.column(keyword)) missing.push_back(keyword);
        // Errors that a column gives need no word.
        if (hdu_.column("STAT_ERR")) std::erase(missing, "POISSERR");
        for (const std::string_view name : convention.either)
            if (!hdu_.has(name) && !hdu_.column(name)) missing.push_back(name);
        if (!missing.empty())
            tell(fmt::format("an HDU of class {} has no {}", name_of(hdu_.hdu_class()),
                             fmt::join(missing, ", ")));
        for (const std::string_view column : convention.least)
            if (hdu_.column(column) && !column_number("TLMIN", column))
                tell(fmt::format("TLMIN of {} is missing: readers take the first channel for 1",
                                 column));
    }
    void check_columns(const Convention& convention) {
        for (const TypedColumn& column : convention.columns) {
            if (!hdu_.column(column.name)) continue;
            const std::string form = hdu_.column_keyword("TFORM", column.name);
            if (!form.empty() && column.types.find(element_of(form)) == std::string_view::npos)
                tell(fmt::format("column {} is of type {}, expected {}", column.name, form,
                                 fmt::join(column.types, " or ")));
        }
    }
    std::optional<double> column_number(std::string_view prefix, std::string_view column) const {
        const auto number = hdu_.column(column);
        return number ? hdu_.number(fmt::format("{}{}", prefix, *number)) : std::nullopt;
    }

    const HduView& hdu_;
    std::vector<Finding>& findings_;
};

}  // namespace

void check_ogip(const FileFacts& file, std::vector<Finding>& findings) {
    for (const HduView& hdu : file.hdus)
        for (const Convention& convention : conventions()) {
            if (convention.hdu_class != hdu.hdu_class() || hdu.facts().kind != "BINTABLE") continue;
            OgipFindings told(hdu, findings);
            told.check(convention);
            if (hdu.hdu_class() == HduClass::kSpectrum) told.check_spectrum();
            if (hdu.hdu_class() == HduClass::kRedistribution) told.check_channels();
        }
}

}  // namespace heafs
