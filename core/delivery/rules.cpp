#include "core/delivery/rules.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace heafs {
namespace {

constexpr Severity kI = Severity::kInfo;
constexpr Severity kW = Severity::kWarning;
constexpr Severity kE = Severity::kError;
constexpr Severity kF = Severity::kFatal;

constexpr auto kRules = std::to_array<Rule>({
    {"DLV-001", kF, "a manifest parses",
     "Make it with: find . -type f ! -name manifest-sha256.txt -print0 | sort -z | xargs -0 "
     "sha256sum > manifest-sha256.txt"},
    {"DLV-002", kF, "the BagIt tag manifest agrees with the bag",
     "Send the tag files and their manifest again, together"},
    {"DLV-003", kE, "every listed file is present", "Copy the missing files; nothing else"},
    {"DLV-004", kE, "size and hash match the manifest", "Send this file again"},
    {"DLV-005", kW, "no unlisted file", "Add the file to the manifest, or remove it"},
    {"DLV-006", kE, "no name differs from another only in case", "Rename one of the two"},
    {"DLV-007", kF, "the path is safe", "Send plain files in plain folders"},
    {"DLV-008", kE, "Payload-Oxum agrees with what arrived",
     "Send what is missing, or write bag-info.txt anew"},
    {"DLV-009", kW, "SHA-256 vouches for the files",
     "MD5 or SHA-1 is accepted for fixity; send a SHA-256 manifest as well"},
    {"DLV-010", kE, "a revision says that it is one",
     "Raise revision in delivery.toml when a delivery that is public changes"},
    {"DLV-011", kI, "a repeated delivery changes nothing",
     "Nothing to do: the archive has these bytes"},
    {"DLV-012", kE, "the manifest is signed where the mission asks for it",
     "Sign manifest-sha256.txt with the key that the archive knows"},
    {"DLV-013", kE, "within the mission's quota",
     "Wait until deliveries are published or expire, or ask the archive for more"},
    {"DLV-014", kW, "in the agreed time",
     "Nothing to mend; tell the archive when the schedule has changed"},
    {"DLV-015", kE, "the required components are there",
     "Deliver the files that the mission's README.txt names"},
    {"DLV-016", kE, "every byte arrived", "Send the file again"},
    {"DLV-017", kW, "the archive can publish",
     "Nothing to mend on your side; it is tried again until it succeeds"},
    {"NAM-001", kE, "at most 35 characters", "Shorten the name to 35 characters"},
    {"NAM-002", kE, "file names hold only letters, digits, _ and .",
     "Use letters, digits, _ and . in file names"},
    {"NAM-003", kE, "folder names hold only letters, digits and _",
     "Use letters, digits and _ in folder names"},
    {"NAM-004", kE, "no mixed case", "Write the name in lower case"},
    {"NAM-005", kE, "one case in folder and file", "Write folders and files in the same case"},
    {"NAM-006", kE, "at most 2000 entries in a folder", "Split the folder, by observation"},
    {"NAM-007", kE, "unique within the data type",
     "Give the file a name that no other observation uses"},
    {"NAM-008", kE, "the name is one that the mission announced",
     "Use the name pattern that the mission's README.txt gives"},
    {"NAM-009", kE, "the tree is as agreed", "Put the file where the mission's README.txt says"},
    {"NAM-010", kE, "observation of name, folder and header agree",
     "Put the file into the folder of its observation, or mend OBS_ID"},
    {"NAM-011", kE, "the extension is true to the content",
     "Give the file the extension of what it is"},
    {"NAM-012", kW, "no leading dot, dash or underscore",
     "Remove the file, or give it a plain name"},
    {"NAM-013", kE, "the type is archived: FITS, or preview, document, TDAT",
     "Convert the data to FITS"},
    {"NAM-014", kE, "no empty file", "Send the file again; it arrived with 0 bytes"},
    {"NAM-015", kW, "no debris of editors and systems", "Remove the file"},
    {"NAM-016", kW, "telemetry is converted", "Convert telemetry to columns with names and units"},
    {"FIT-001", kF, "starts with SIMPLE = T", "Send a FITS file, or name the file for what it is"},
    {"FIT-002", kE, "size is a multiple of 2880", "Pad the last block, or write the file anew"},
    {"FIT-003", kF, "END is found", "Write the file anew; its header has no end"},
    {"FIT-004", kE, "the data units are complete", "Send the whole file again"},
    {"FIT-005", kE, "nothing after the last HDU", "Cut the file after its last HDU"},
    {"FIT-006", kE, "blanks fill the header", "Fill the header with blanks after END"},
    {"FIT-007", kE, "the fill of data is zero (blanks in TABLE)", "Fill the last block rightly"},
    {"FIT-008", kE, "mandatory keywords in their order", "Write the mandatory cards in order"},
    {"FIT-009", kE, "mandatory values in fixed format",
     "Right-justify mandatory values in column 30"},
    {"FIT-010", kE, "headers are printable ASCII", "Write printable ASCII only"},
    {"FIT-011", kE, "keyword names are A-Z 0-9 - _", "Rename the keyword"},
    {"FIT-012", kE, "values have the syntax of FITS", "Write the value as FITS 4.0, 4.2 says"},
    {"FIT-013", kE, "no keyword twice", "Keep one of the cards"},
    {"FIT-014", kW, "CONTINUE continues something", "Remove the card or mend the string before"},
    {"FIT-015", kE, "sizes are possible", "Mend the NAXIS keywords"},
    {"FIT-016", kE, "BITPIX is legal", "Use 8, 16, 32, 64, -32 or -64"},
    {"FIT-017", kE, "PCOUNT and GCOUNT are legal", "Mend PCOUNT and GCOUNT"},
    {"FIT-018", kW, "nothing deprecated in new data",
     "Use EQUINOX for EPOCH, PC or CD for CROTAn; drop BLOCKED; no random groups"},
    {"FIT-019", kE, "each keyword in a fitting HDU",
     "Remove the keyword, or move it to an HDU of its kind"},
    {"FIT-020", kE, "dates are ISO 8601", "Write YYYY-MM-DD or YYYY-MM-DDThh:mm:ss"},
    {"FIT-021", kW, "extensions have names of their own",
     "Add EXTVER, or give each HDU its own EXTNAME"},
    {"FIT-022", kW, "HIERARCH cards are well formed", "Write HIERARCH NAME = value"},
    {"FIT-023", kE, "INHERIT only beside a primary HDU without data",
     "Remove INHERIT, or move the primary array to an extension"},
    {"FIT-024", kE, "XTENSION is registered", "Use IMAGE, TABLE or BINTABLE"},
    {"TAB-001", kF, "TFIELDS and TFORMn are legal", "Mend the column descriptions"},
    {"TAB-002", kF, "the columns fill NAXIS1", "Make NAXIS1 the sum of the columns' widths"},
    {"TAB-003", kE, "column keywords name columns", "Remove the keyword, or mend its index"},
    {"TAB-004", kW, "columns have plain names of their own",
     "Name columns with letters, digits and _, no two alike in 16 characters"},
    {"TAB-005", kE, "TNULL, TSCAL and TZERO fit the column",
     "Remove the keyword: NaN is the null of floating-point columns"},
    {"TAB-006", kW, "TNULL is a value of the column's type",
     "Use a null within the range of the type"},
    {"TAB-007", kE, "TDISP agrees with TFORM", "Write a display format of the column's kind"},
    {"TAB-008", kE, "TDIM agrees with the repeat count",
     "Make the product of TDIM the repeat count"},
    {"TAB-009", kE, "string widths are possible",
     "Use rAw with a width above zero that divides the repeat count"},
    {"TAB-010", kE, "logical cells are T, F or 0", "Write T, F or a zero byte"},
    {"TAB-011", kE, "strings are printable",
     "Write printable ASCII, ended by a zero byte or filled with blanks"},
    {"TAB-012", kE, "bit columns are filled with zero bits",
     "Zero the bits after the last one that counts"},
    {"TAB-013", kE, "fields of ASCII tables parse",
     "Write each number within its field, with a decimal point where one belongs"},
    {"TAB-014", kF, "descriptors point into the heap", "Write the table anew"},
    {"TAB-015", kW, "the heap holds what descriptors name",
     "Write the table anew, without gaps or shared bytes in the heap"},
    {"TAB-016", kW, "units are present and understood",
     "Write units as OGIP/93-001 and FITS 4.0 have them, such as count/s"},
    {"TAB-017", kE, "TLMIN and TLMAX bound the column",
     "Mend TLMIN and TLMAX, or the values beyond them"},
    {"TAB-018", kW, "TDMIN and TDMAX agree with the data", "Compute TDMIN and TDMAX anew"},
    {"TAB-019", kE, "times are numbers", "Remove the rows, or write the right times"},
    {"TAB-020", kE, "compressed tiles decode", "Compress the image or table anew with fpack"},
    {"SUM-001", kE, "DATASUM is right", "Send the file again, or compute DATASUM anew"},
    {"SUM-002", kW, "CHECKSUM is right", "Run ftchecksum update=yes after editing headers"},
    {"SUM-003", kW, "each HDU has DATASUM and CHECKSUM",
     "Run ftchecksum update=yes before sending"},
    {"KEY-001", kE, "TELESCOP and INSTRUME are the mission's",
     "Write the values that the mission's README.txt names (OGIP/93-013)"},
    {"KEY-002", kE, "OBS_ID and OBJECT where the mission asks for them",
     "Add the keyword to the primary header and to each science HDU"},
    {"KEY-003", kE, "ORIGIN, CREATOR and DATE tell where the file comes from",
     "Add the keywords to the primary header"},
    {"KEY-004", kE, "positions have a frame",
     "State the frame: RADESYS='ICRS', or 'FK5' with EQUINOX=2000"},
    {"KEY-005", kE, "positions are on the sky",
     "Write right ascension in [0, 360) and declination in [-90, 90]"},
    {"KEY-006", kW, "the object is in the field", "Check RA_OBJ, DEC_OBJ, RA_PNT and DEC_PNT"},
    {"KEY-007", kE, "HDUCLASS and HDUCLASn say what the HDU is",
     "Write the class keywords of OGIP for this kind of HDU"},
    {"KEY-008", kE, "EVENTS and their GTI say the same",
     "Copy TELESCOP, INSTRUME and OBS_ID of the events to their GTI"},
    {"KEY-009", kW, "a primary header without data says what the file is",
     "Copy TELESCOP, INSTRUME, OBJECT and the dates to the primary header"},
    {"KEY-010", kE, "the class's mandatory keywords and columns are there",
     "Add what the memo of the class asks for"},
    {"KEY-011", kE, "reserved keywords have their type",
     "Write the value with the type that the standard gives the keyword"},
    {"KEY-012", kW, "versions of calibration and software are named",
     "Add CALDBVER, SOFTVER and PROCVER"},
    {"KEY-013", kW, "filter names are known", "Use a filter name of the mission's list"},
    {"KEY-014", kW, "spectra, responses and light curves are as HEASARC's checkers want them",
     "Write what the memo of the class asks for: OGIP/92-007, CAL/GEN/92-002, OGIP/93-003"},
    {"WCS-001", kE, "the coordinates of images are complete",
     "Write CTYPEi, CRVALi, CRPIXi and CDELTi or CDi_j for each axis, one way only"},
    {"WCS-002", kE, "the projection is known and can be inverted",
     "Use a projection of FITS 4.0, and a matrix that is not singular"},
    {"WCS-003", kE, "the coordinates of X and Y columns are pairs",
     "Write TCTYP, TCRVL, TCRPX and TCDLT for both columns"},
    {"TIM-001", kE, "TIMESYS is known", "Use TT, TDB, UTC, TAI or GPS"},
    {"TIM-002", kE, "the time's zero is given", "Write MJDREFI and MJDREFF, or MJDREF"},
    {"TIM-003", kE, "one unit of time",
     "Write TIMEUNIT = 's' and the same unit for the TIME column"},
    {"TIM-004", kE, "starts are before stops", "Mend TSTART and TSTOP, DATE-OBS and DATE-END"},
    {"TIM-005", kE, "DATE-OBS agrees with TSTART",
     "Compute DATE-OBS from TSTART, MJDREF and TIMESYS"},
    {"TIM-006", kE, "dates are in the mission's life", "Check the clock and DATE-OBS"},
    {"TIM-007", kW, "times are sorted and within TSTART and TSTOP",
     "Sort the rows by TIME, and mend TSTART and TSTOP"},
    {"TIM-008", kE, "events come with their GTI", "Add the GTI extension"},
    {"TIM-009", kE, "good time intervals are in order",
     "Sort and merge the intervals; START before STOP"},
    {"TIM-010", kW, "exposures agree with the GTI", "Compute ONTIME, EXPOSURE and TELAPSE anew"},
    {"TIM-011", kW, "the clock is described", "Add CLOCKAPP, TIERRELA and TIERABSO"},
    {"TIM-012", kW, "the place of the clock is described",
     "Write TIMEREF and TASSIGN as OGIP/93-003 has them"},
    {"CAL-001", kE, "an indexed HDU has its eight keywords",
     "Add CCLS0001, CDTP, CCNM, CVSD, CVST, CDES, TELESCOP, INSTRUME"},
    {"CAL-002", kE, "CCLS is BCF, CPF or PCF and agrees with the folder",
     "Write CCLS as the folder says"},
    {"CAL-003", kE, "CDTP is DATA or TASK", "Write CDTP0001 = 'DATA' or 'TASK'"},
    {"CAL-004", kW, "CCNM is a known name", "Use a name of CAL/GEN/92-011"},
    {"CAL-005", kE, "validity begins at a date and a time",
     "Write CVSD as YYYY-MM-DD and CVST as hh:mm:ss"},
    {"CAL-006", kE, "boundaries are well formed",
     "Write CBDn as NAME(values)unit, as CAL/GEN/92-003 has it"},
    {"CAL-007", kW, "boundaries can be read by all tools",
     "Use plain numbers, and NONE for the first only when no other is set"},
    {"CAL-008", kE, "telescope and instrument are known to CALDB", "Use the names of caldb.config"},
    {"CAL-009", kW, "FILTER and DETNAM are given", "Write NONE where they do not matter"},
    {"CAL-010", kE, "names fit CALDB", "At most 40 characters for the file and 70 for its folder"},
    {"CAL-011", kW, "name and validity agree", "Name the file by CVSD and the next vNNN"},
    {"CAL-012", kE, "released calibration files stay as they are",
     "Raise vNNN and deliver a new file"},
    {"CAL-013", kE, "one answer for each question",
     "Supersede the other file, or change the boundaries"},
    {"CAL-014", kE, "the index is sound",
     "Make caldb.indx anew with udcif, and check it with chkcif"},
    {"CAL-015", kW, "no gap in validity", "Deliver the file for the gap, or correct CVSD"},
    {"CAL-016", kW, "a description comes along",
     "Deliver the calibration document and the release note"},
    {"CAL-017", kE, "responses conform", "Mend MATRIX and EBOUNDS as CAL/GEN/92-002 has them"},
    {"SEC-001", kF, "a proprietary observation is held",
     "Nothing is wrong: it is published when it has a public date that has passed"},
    {"SEC-002", kE, "the public date is given and plausible",
     "Write public_date in delivery.toml as YYYY-MM-DD"},
    {"SEC-003", kE, ".gpg files are OpenPGP messages with integrity protection",
     "Encrypt anew with gpg --symmetric"},
    {"SEC-004", kE, ".gpg files decrypt with the archive's key, where it knows one",
     "Encrypt anew with the passphrase that was agreed"},
    {"SEC-005", kF, "nothing proprietary stands in clear beside", "Remove the file in clear"},
    {"SEC-010", kF, "compressed files expand within bounds",
     "Send the file uncompressed if it is genuine"},
    {"SEC-011", kE, "gzip files are one whole member", "Compress the file anew with gzip"},
    {"SEC-012", kF, "plain files and folders only", "Send the file that the link points to"},
    {"SEC-013", kW, "no programs among data", "Deliver programs under software/"},
    {"SEC-090", kF, "the validator survives the file",
     "Nothing to mend on your side; the operator is told"},
    {"EVT-001", kE, "one processing of each event",
     "Deliver one processing, or name the other in the mission file"},
    {"EVT-002", kW, "events are inside the good time intervals",
     "Screen the events by the GTI, or mend the GTI"},
    {"EVT-003", kW, "there are events", "Nothing to mend if the exposure was empty"},
    {"TDT-001", kE, "TDAT tables are whole", "Write as many values a line as fields"},
    {"TDT-002", kE, "the unique key is unique", "Remove the rows that repeat a key"},
    {"TDT-003", kE, "values have their field's type",
     "Write each value as its field's type has it"},
    {"TDT-004", kW, "the header says what the table is",
     "Add table_description and the virtual parameters"},
    {"TDT-005", kE, "the table is complete", "Send the whole file again"},
    {"DOC-001", kW, "documents come with each data type", "Deliver a README or format document"},
    {"DOC-002", kW, "previews can be looked at", "Make the preview anew"},
});

}  // namespace

std::span<const Rule> all_rules() { return kRules; }

const Rule* find_rule(std::string_view id) {
    const auto found =
        std::find_if(kRules.begin(), kRules.end(), [&](const Rule& rule) { return rule.id == id; });
    return found == kRules.end() ? nullptr : &*found;
}

std::string_view name_of(Severity severity) {
    switch (severity) {
        case Severity::kInfo:
            return "info";
        case Severity::kWarning:
            return "warning";
        case Severity::kError:
            return "error";
        case Severity::kFatal:
            return "fatal";
    }
    return "error";
}

Finding make_finding(std::string_view rule, std::string file, std::string text) {
    const Rule* found = find_rule(rule);
    assert(found != nullptr);
    Finding finding;
    finding.rule = std::string(rule);
    finding.severity = found->severity;
    finding.file = std::move(file);
    finding.text = std::move(text);
    finding.remedy = std::string(found->remedy);
    return finding;
}

}  // namespace heafs
