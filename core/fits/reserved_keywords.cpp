#include "core/fits/reserved_keywords.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace heafs {
namespace {

enum class Type { kString, kInteger, kFloat, kLogical };

// Where a keyword may stand.
enum class Place {
    kAnywhere,
    kArray,      // arrays, and compressed images
    kTable,      // both kinds
    kBinary,     // binary tables
    kAscii,      // ASCII tables
    kPrimary,    // not in an extension
    kGroups,     // random groups
    kExtension,  // not in the primary HDU
};

struct Reserved {
    std::string_view name;
    Type type;
    Place place = Place::kAnywhere;
    bool indexed = false;
    bool alternates = false;  // A to Z behind the index or the name
};

// FITS 4.0, sections 4.4, 6.3, 7.1 to 7.3 and 8.
constexpr std::array kReserved = {
    Reserved{"EXTNAME", Type::kString},
    Reserved{"ORIGIN", Type::kString},
    Reserved{"AUTHOR", Type::kString},
    Reserved{"CREATOR", Type::kString},
    Reserved{"REFERENC", Type::kString},
    Reserved{"TELESCOP", Type::kString},
    Reserved{"INSTRUME", Type::kString},
    Reserved{"OBSERVER", Type::kString},
    Reserved{"OBJECT", Type::kString},
    Reserved{"EXTVER", Type::kInteger},
    Reserved{"EXTLEVEL", Type::kInteger},
    Reserved{"EQUINOX", Type::kFloat},
    Reserved{"EPOCH", Type::kFloat},
    Reserved{"MJD-OBS", Type::kFloat},
    Reserved{"MJD-AVG", Type::kFloat},
    Reserved{"INHERIT", Type::kLogical},
    Reserved{"EXTEND", Type::kLogical, Place::kPrimary},
    Reserved{"BLOCKED", Type::kLogical, Place::kPrimary},
    Reserved{"SIMPLE", Type::kLogical, Place::kPrimary},
    Reserved{"XTENSION", Type::kString, Place::kExtension},
    Reserved{"BUNIT", Type::kString, Place::kArray},
    Reserved{"BSCALE", Type::kFloat, Place::kArray},
    Reserved{"BZERO", Type::kFloat, Place::kArray},
    Reserved{"BLANK", Type::kInteger, Place::kArray},
    Reserved{"DATAMAX", Type::kFloat, Place::kArray},
    Reserved{"DATAMIN", Type::kFloat, Place::kArray},
    Reserved{"TFIELDS", Type::kInteger, Place::kTable},
    Reserved{"THEAP", Type::kInteger, Place::kBinary},
    Reserved{"TBCOL", Type::kInteger, Place::kAscii, true},
    Reserved{"TFORM", Type::kString, Place::kTable, true},
    Reserved{"TTYPE", Type::kString, Place::kTable, true},
    Reserved{"TUNIT", Type::kString, Place::kTable, true},
    Reserved{"TDISP", Type::kString, Place::kTable, true},
    Reserved{"TDIM", Type::kString, Place::kBinary, true},
    Reserved{"TSCAL", Type::kFloat, Place::kTable, true},
    Reserved{"TZERO", Type::kFloat, Place::kTable, true},
    Reserved{"TCTYP", Type::kString, Place::kTable, true},
    Reserved{"TCUNI", Type::kString, Place::kTable, true},
    Reserved{"TCRVL", Type::kFloat, Place::kTable, true},
    Reserved{"TCDLT", Type::kFloat, Place::kTable, true},
    Reserved{"TCRPX", Type::kFloat, Place::kTable, true},
    Reserved{"TCROT", Type::kFloat, Place::kTable, true},
    Reserved{"PTYPE", Type::kString, Place::kGroups, true},
    Reserved{"PSCAL", Type::kFloat, Place::kGroups, true},
    Reserved{"PZERO", Type::kFloat, Place::kGroups, true},
    Reserved{"WCSAXES", Type::kInteger, Place::kAnywhere, false, true},
    Reserved{"CTYPE", Type::kString, Place::kAnywhere, true, true},
    Reserved{"CUNIT", Type::kString, Place::kAnywhere, true, true},
    Reserved{"CNAME", Type::kString, Place::kAnywhere, true, true},
    Reserved{"CRPIX", Type::kFloat, Place::kAnywhere, true, true},
    Reserved{"CRVAL", Type::kFloat, Place::kAnywhere, true, true},
    Reserved{"CDELT", Type::kFloat, Place::kAnywhere, true, true},
    Reserved{"CROTA", Type::kFloat, Place::kAnywhere, true},
    Reserved{"CRDER", Type::kFloat, Place::kAnywhere, true, true},
    Reserved{"CSYER", Type::kFloat, Place::kAnywhere, true, true},
    Reserved{"RESTFRQ", Type::kFloat, Place::kAnywhere, false, true},
    Reserved{"RESTFREQ", Type::kFloat},
    Reserved{"RESTWAV", Type::kFloat, Place::kAnywhere, false, true},
    Reserved{"OBSGEO-X", Type::kFloat},
    Reserved{"OBSGEO-Y", Type::kFloat},
    Reserved{"OBSGEO-Z", Type::kFloat},
    Reserved{"VELOSYS", Type::kFloat, Place::kAnywhere, false, true},
    Reserved{"ZSOURCE", Type::kFloat, Place::kAnywhere, false, true},
    Reserved{"VELANGL", Type::kFloat, Place::kAnywhere, false, true},
    Reserved{"LONPOLE", Type::kFloat, Place::kAnywhere, false, true},
    Reserved{"LATPOLE", Type::kFloat, Place::kAnywhere, false, true},
    Reserved{"RADESYS", Type::kString, Place::kAnywhere, false, true},
    Reserved{"RADECSYS", Type::kString},
    Reserved{"SPECSYS", Type::kString, Place::kAnywhere, false, true},
    Reserved{"SSYSOBS", Type::kString, Place::kAnywhere, false, true},
    Reserved{"SSYSSRC", Type::kString, Place::kAnywhere, false, true},
};

bool names(const Reserved& reserved, std::string_view keyword) {
    if (!keyword.starts_with(reserved.name)) return false;
    if (reserved.indexed) {
        const auto name = indexed_name(keyword, reserved.name);
        return name && (reserved.alternates || name->alternate == ' ');
    }
    const std::string_view rest = keyword.substr(reserved.name.size());
    if (rest.empty()) return true;
    return reserved.alternates && rest.size() == 1 && rest[0] >= 'A' && rest[0] <= 'Z';
}

bool has_type(const HeaderCard& card, Type type) {
    switch (type) {
        case Type::kString:
            return card.kind == ValueKind::kString;
        case Type::kInteger:
            return card.kind == ValueKind::kInteger;
        case Type::kFloat:
            return card.kind == ValueKind::kInteger || card.kind == ValueKind::kReal;
        case Type::kLogical:
            return card.kind == ValueKind::kLogical;
    }
    return true;
}

const char* words(Type type) {
    switch (type) {
        case Type::kString:
            return "a string";
        case Type::kInteger:
            return "an integer";
        case Type::kFloat:
            return "a number";
        case Type::kLogical:
            return "T or F";
    }
    return "";
}

// Where the keyword stands wrongly: words for it, or nullptr if it stands well.
const char* wrong_place(const StatedHeader& stated, Place place) {
    const bool ascii = stated.is_table() && stated.header.xtension->value == "TABLE";
    switch (place) {
        case Place::kArray:
            return stated.is_table() && !stated.is_compressed_image() ? "a table" : nullptr;
        case Place::kTable:
            return stated.is_array() ? "an array" : nullptr;
        case Place::kBinary:
            return stated.is_array() ? "an array" : ascii ? "an ASCII table" : nullptr;
        case Place::kAscii:
            return stated.is_array()             ? "an array"
                   : stated.is_table() && !ascii ? "a binary table"
                                                 : nullptr;
        case Place::kPrimary:
            return stated.header.hdu > 1 ? "an extension" : nullptr;
        case Place::kExtension:
            return stated.header.hdu == 1 ? "a primary HDU" : nullptr;
        case Place::kGroups:
            return stated.header.groups ? nullptr : "an HDU that has no random groups";
        case Place::kAnywhere:
            return nullptr;
    }
    return nullptr;
}

void check_card(const StatedHeader& stated, const HeaderCard& card, const Reserved& reserved) {
    if (const char* place = wrong_place(stated, reserved.place)) {
        report(stated, &card,
               {"FIT-019", Severity::kError,
                fmt::format("the keyword {} in card {} does not belong into {}", card.keyword,
                            card.card, place),
                "a keyword that means something in this kind of HDU",
                fmt::format("Remove the card `{}`", card.quoted_card)});
        return;
    }
    // A value that is of no type at all, and those of the mandatory keywords, are told elsewhere.
    const bool told = card.kind == ValueKind::kUnknown || card.keyword == "SIMPLE" ||
                      card.keyword == "XTENSION" || card.keyword == "TFIELDS" ||
                      reserved.name == "TFORM" || reserved.name == "TBCOL";
    if (told || has_type(card, reserved.type)) return;
    report(stated, &card,
           {"KEY-011", Severity::kError,
            fmt::format("the value of {} in card {} (`{}`) {} {}", card.keyword, card.card,
                        card.quoted_card,
                        card.kind == ValueKind::kUndefined ? "is missing; it must be" : "is not",
                        words(reserved.type)),
            words(reserved.type),
            fmt::format("Write the value of {} as {}", card.keyword, words(reserved.type))});
}

void check_scaling(const StatedHeader& stated) {
    const HeaderCard* blank = stated.find("BLANK");
    const auto bitpix = stated.header.bitpix;
    if (blank != nullptr && stated.is_array() && bitpix && bitpix->value < 0)
        report(stated, blank,
               {"FIT-019", Severity::kError,
                fmt::format("BLANK in card {} has no meaning where BITPIX is {}", blank->card,
                            bitpix->value),
                "NaN for undefined pixels of floating point images", "Remove the BLANK card"});
    const HeaderCard* scale = stated.find("BSCALE");
    if (scale != nullptr && number(scale) == 0.0)
        report(stated, scale,
               {"KEY-011", Severity::kWarning,
                fmt::format("BSCALE in card {} is zero, which makes all pixels equal", scale->card),
                "a scaling factor other than zero", "Write the right BSCALE"});
}

void check_deprecated(const StatedHeader& stated) {
    if (const HeaderCard* epoch = stated.find("EPOCH"))
        report(stated, epoch,
               {"FIT-018", Severity::kWarning,
                fmt::format("EPOCH in card {} is deprecated", epoch->card), "EQUINOX",
                "Use EQUINOX in place of EPOCH"});
    const HeaderCard* blocked = stated.header.hdu == 1 ? stated.find("BLOCKED") : nullptr;
    if (blocked != nullptr)
        report(stated, blocked,
               {"FIT-018", Severity::kWarning,
                fmt::format("BLOCKED in card {} is deprecated", blocked->card), "no BLOCKED card",
                "Remove the BLOCKED card"});
    if (stated.header.groups)
        report(stated, stated.find("GROUPS"),
               {"FIT-018", Severity::kWarning, "random groups are deprecated", "a binary table",
                "Write the data as a binary table"});
    for (const HeaderCard& card : stated.cards) {
        if (!stated.is_array() || !indexed_name(card.keyword, "CROTA")) continue;
        report(stated, &card,
               {"FIT-018", Severity::kInfo,
                fmt::format("{} in card {} is deprecated", card.keyword, card.card),
                "PCi_j or CDi_j", "State the rotation by PCi_j"});
        return;
    }
}

void check_list(const StatedHeader& stated, const Reserved& reserved,
                std::initializer_list<std::string_view> allowed) {
    for (const HeaderCard& card : stated.cards) {
        if (card.kind != ValueKind::kString || !names(reserved, card.keyword)) continue;
        if (std::find(allowed.begin(), allowed.end(), card.value) != allowed.end()) continue;
        report(stated, &card,
               {"KEY-011", Severity::kWarning,
                fmt::format("the value of {} in card {} (`{}`) is not one that FITS knows",
                            card.keyword, card.card, card.quoted_card),
                fmt::format("{}", fmt::join(allowed, ", ")),
                fmt::format("Write one of these values, or leave {} away", card.keyword)});
    }
}

}  // namespace

void check_reserved_keywords(const StatedHeader& stated) {
    for (const HeaderCard& card : stated.cards) {
        const auto reserved =
            std::find_if(kReserved.begin(), kReserved.end(),
                         [&card](const Reserved& one) { return names(one, card.keyword); });
        if (reserved != kReserved.end()) check_card(stated, card, *reserved);
    }
    check_scaling(stated);
    check_deprecated(stated);
    for (const char* frame : {"RADESYS", "RADECSYS"})
        check_list(stated, {frame, Type::kString, Place::kAnywhere, false, true},
                   {"ICRS", "FK5", "FK4", "FK4-NO-E", "GAPPT"});
    for (const char* frame : {"SPECSYS", "SSYSOBS", "SSYSSRC"})
        check_list(stated, {frame, Type::kString, Place::kAnywhere, false, true},
                   {"TOPOCENT", "GEOCENTR", "BARYCENT", "HELIOCEN", "LSRK", "LSRD", "GALACTOC",
                    "LOCALGRP", "CMBDIPOL", "SOURCE"});
}

}  // namespace heafs
