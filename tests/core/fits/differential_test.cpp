// Our verdict against that of fitsverify, on odd files of other projects and on mutated copies of
// files of our own. Where the two differ, the difference must be in the list of reasoned ones.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <random>

#include "core/fits/verifier.h"
#include "tests/core/fits/hand_made_fits.h"
#include "tests/support/outside_programs.h"
#include "tests/support/temporary_folder.h"

namespace heafs {
namespace {

using hand_made::card;

struct Difference {
    const char* what;  // one of our rules, or a part of a message of fitsverify
    const char* why;
};

// We reject for these, fitsverify does not. One of them explains the verdict, whatever follows from
// it.
constexpr Difference kOursOnly[] = {
    {"FIT-001", "SIMPLE = F is a warning there; it says that the file is no standard FITS"},
    {"SUM-001", "a wrong DATASUM is a warning there; data that changed are no archive data"},
    {"FIT-013", "a mandatory keyword that is repeated behind its place is a warning there"},
    {"(`BITPIX ", "the syntax of card 2 is not tested there, only the format of its value"},
    {"(`NAXIS   =", "nor that of card 3"},
    {"(`TFIELDS ", "nor that of card 8 of a table"},
    {"(`NAXIS ", "CFITSIO ends a name at its first blank"},
    {"has no longitude with the projection", "pairs of celestial axes are not looked at there"},
    {"has no latitude with the projection", "pairs of celestial axes are not looked at there"},
    {"(`END ", "CFITSIO ends a name at its first blank"},
    {"\\x09`)", "a control character that C counts as a blank is one there"},
    {"\\x0A`)", "a control character that C counts as a blank is one there"},
    {"\\x0B`)", "a control character that C counts as a blank is one there"},
    {"\\x0C`)", "a control character that C counts as a blank is one there"},
    {"\\x0D`)", "a control character that C counts as a blank is one there"},
    {"the logical value is 0x01", "CFITSIO reads T, F and 0 as 1, 0 and 2, and leaves others"},
    {"the logical value is 0x02", "CFITSIO reads T, F and 0 as 1, 0 and 2, and leaves others"},
    {"is no format of FITS", "what stands behind the numbers of TDISP is not looked at there"},
    {"the logical value is 0x8", "in the heap, bytes from 0x80 on are negative there"},
    {"the logical value is 0x9", "in the heap, bytes from 0x80 on are negative there"},
    {"the logical value is 0xA", "in the heap, bytes from 0x80 on are negative there"},
    {"the logical value is 0xB", "in the heap, bytes from 0x80 on are negative there"},
    {"the logical value is 0xC", "in the heap, bytes from 0x80 on are negative there"},
    {"the logical value is 0xD", "in the heap, bytes from 0x80 on are negative there"},
    {"the logical value is 0xE", "in the heap, bytes from 0x80 on are negative there"},
    {"the logical value is 0xF", "in the heap, bytes from 0x80 on are negative there"},
    {"column 2 (X): the field", "only blanks and decimal points are looked at there"},
    {"column 1 (N): the field", "integers of ASCII tables are not read there"},
    {"(NAME) is `A3  ", "what follows a blank in TFORM is not looked at there"},
    {"(N) is `I5  ", "what follows a blank in TFORM is not looked at there"},
    {"(X) is `F6.2  ", "what follows a blank in TFORM is not looked at there"},
    {"groups PCOUNT column 29 `-8`: FIT-017", "a negative PCOUNT is added up there"},
    {"HDU 1: the mandatory keyword PCOUNT is missing", "not asked of random groups there"},
};

// fitsverify rejects for these, and we do not, or not in this half of the verification. All that it
// says about the file must be among them.
constexpr Difference kTheirsOnly[] = {
    {"which is not uppercase letter", "FITS 4.0, 7.3.1 leaves open what follows the type in TFORM"},
    {"\"\" is not a string", "without `= ` a card is commentary (FITS 4.0, 4.1.2.3), not empty"},
    {"is not allowed in the array HDU", "a FOREIGN extension is no array; it may have such cards"},
    {"is not allowed in a primary array", "PCOUNT = 0 and GCOUNT = 1 there are nowhere forbidden"},
    {"Illegal pcount value", "a FOREIGN extension is no image; it may have PCOUNT"},
    {"(> GCOUNT", "a defect there: the parameters of random groups are counted by PCOUNT"},
    {"theap-gap.fits: ",
     "CFITSIO adds PCOUNT to THEAP; by FITS 4.0, 7.3.2 PCOUNT has the gap in it"},
};

template <size_t kSize>
bool is_known(const Difference (&list)[kSize], std::string_view text) {
    return std::any_of(std::begin(list), std::end(list), [text](const Difference& difference) {
        return text.find(difference.what) != std::string_view::npos;
    });
}

constexpr size_t kFilesOfACall = 20;

// The messages in what fitsverify says of one file that begin with "*** Error:", each with its
// further lines; nothing if it crashed or gave up, which its words show and its exit status does
// not.
std::optional<std::vector<std::string>> errors_in(const std::string& output) {
    std::vector<std::string> errors;
    constexpr std::string_view kError = "*** Error:";
    constexpr std::string_view kFurther = "             ";
    // A file that it cannot even open has an error and no summary.
    if (output.find("Verification found") == std::string::npos &&
        output.find(kError) == std::string::npos)
        return std::nullopt;
    for (size_t at = output.find(kError); at != std::string::npos;
         at = output.find(kError, at + 1)) {
        std::string message;
        size_t line = at;
        do {
            const size_t end = output.find('\n', line);
            const std::string text = output.substr(line, end - line);
            message += text.substr(std::min(text.find_first_not_of(' '), text.size())) + " ";
            line = end == std::string::npos ? output.size() : end + 1;
        } while (output.compare(line, kFurther.size(), kFurther) == 0);
        errors.push_back(message);
    }
    return errors;
}

std::string said_of(const std::filesystem::path& file) {
    return output_of("timeout 3 fitsverify '" + file.string() + "' 2>&1 | head -c 1000000");
}

// What fitsverify says of each file of one call. Where it crashed or gave up, all of these files
// are asked about one by one.
std::vector<std::string> said_of(const std::vector<std::filesystem::path>& files) {
    std::string words = "timeout 20 fitsverify";
    for (const auto& file : files) words += " '" + file.string() + "'";
    const std::string output = output_of(words + " 2>&1 | head -c 9000000");
    std::vector<std::string> said;
    constexpr std::string_view kFile = "\nFile: ";
    for (size_t at = output.find(kFile); at != std::string::npos;) {
        const size_t next = output.find(kFile, at + 1);
        said.push_back(output.substr(at, next == std::string::npos ? next : next - at));
        at = next;
    }
    const bool whole = said.size() == files.size() &&
                       std::all_of(said.begin(), said.end(), [](const std::string& each) {
                           return each.find("Verification found") != std::string::npos &&
                                  each.find("Too many") == std::string::npos;
                       });
    if (whole) return said;
    said.clear();
    for (const auto& file : files) said.push_back(said_of(file));
    return said;
}

// Compares the verdicts on files, and counts.
class Comparison {
   public:
    struct File {
        std::string name;
        std::string bytes;
    };

    void compare(const std::string& name, const std::string& file) {
        judge({name, file}, said_of(folder_.write("file.fits", hand_made::as_bytes(file))));
    }
    void compare(const std::vector<File>& files) {
        std::vector<std::filesystem::path> paths;
        for (const File& file : files)
            paths.push_back(folder_.write(fmt::format("file{}.fits", paths.size()),
                                          hand_made::as_bytes(file.bytes)));
        const auto said = said_of(paths);
        for (size_t i = 0; i < files.size(); ++i) judge(files[i], said[i]);
    }
    int compared() const { return compared_; }
    int silent() const { return silent_; }
    // Verdicts that differ for a reason of the lists.
    int explained() const { return explained_; }

   private:
    void judge(const File& file, const std::string& said) {
        const auto theirs = errors_in(said);
        const FitsReport ours = hand_made::verify(file.bytes);
        if (!theirs) {
            ++silent_;
            return;
        }
        ++compared_;
        std::vector<std::string> rejecting;
        for (const Finding& finding : ours.findings)
            if (rejects(finding)) rejecting.push_back(finding.rule + " " + finding.text);
        if (rejecting.empty() == theirs->empty()) return;
        ++explained_;
        const std::string& name = file.name;
        for (const std::string& text : *theirs)
            EXPECT_TRUE(is_known(kTheirsOnly, name + ": " + text)) << name << ", theirs: " << text;
        const bool known = std::any_of(
            rejecting.begin(), rejecting.end(),
            [&name](const auto& text) { return is_known(kOursOnly, name + ": " + text); });
        for (const std::string& text : rejecting) EXPECT_TRUE(known) << name << ", ours: " << text;
    }

    TemporaryFolder folder_;
    int compared_ = 0;
    int silent_ = 0;
    int explained_ = 0;
};

bool has_fitsverify() { return output_of("fitsverify -h").find("fitsverify") != std::string::npos; }

std::filesystem::path shared_data() {
    const char* folder = std::getenv("HEAFS_SHARED_DATA");
    return folder != nullptr ? std::filesystem::path(folder)
                             : std::filesystem::path(HEAFS_SOURCE_DIR) / "../shared/data";
}

std::filesystem::path torture_folder() { return shared_data() / "torture"; }

std::string read_whole(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

// Where the cards of all headers of a sound file begin.
std::vector<size_t> card_offsets(const std::string& file) {
    std::vector<size_t> offsets;
    for (const HduSummary& hdu : hand_made::verify(file).hdus)
        for (int64_t at = hdu.header_offset; at < hdu.data_offset; at += 80) {
            offsets.push_back(static_cast<size_t>(at));
            if (file.compare(offsets.back(), 8, "END     ") == 0) break;
        }
    return offsets;
}

// What is written into a card in place of its bytes from `column` on.
struct Edit {
    const char* name;  // of the keyword
    size_t column;
    const char* text;
};

constexpr Edit kEdits[] = {
    {"SIMPLE", 30, "F"},
    {"BITPIX", 28, "  7"},
    {"BITPIX", 29, " 8"},
    {"BITPIX", 28, "-32"},
    {"NAXIS ", 28, "999"},
    {"NAXIS ", 30, "3"},
    {"NAXIS ", 30, "1"},
    {"NAXIS ", 29, "-1"},
    {"NAXIS1", 29, "-5"},
    {"NAXIS1", 20, "99999999999"},
    {"NAXIS2", 20, "99999999999"},
    {"NAXIS1", 30, " "},
    {"NAXIS1", 11, "'a'      "},
    {"PCOUNT", 30, "1"},
    {"PCOUNT", 29, "-8"},
    {"GCOUNT", 30, "2"},
    {"TFIELDS", 30, "1"},
    {"TFIELDS", 28, "999"},
    {"TFIELDS", 29, "-1"},
    {"TFORM1", 11, "'Z'     "},
    {"TFORM1", 11, "'9999J'"},
    {"TFORM1", 11, "''      "},
    {"TFORM2", 1, "TFORM1"},
    {"XTENSION", 11, "'FOREIGN '"},
    {"XTENSION", 11, "'BINTABLX'"},
    {"XTENSION", 1, "EXTENSIO"},
    {"END", 1, "   "},
    {"END", 10, "x"},
    {"EXTNAME", 1, "Extname"},
    {"EXTNAME", 11, "   "},
    {"TTYPE1", 1, " TTYPE1"},
    {"TTYPE1", 1, "TTYPE99"},
    {"GCOUNT", 1, "PCOUNT"},
    {"PCOUNT", 1, "COMMENT"},
    {"NAXIS2", 1, "NAXIS3"},
    {"NAXIS1", 12, "x"},
    {"TFIELDS", 31, " no slash"},
    {"EXTNAME", 12, "\t"},
    {"TBCOL1", 25, "  9999"},
};

void compare_edits(Comparison& comparison, const std::string& name, const std::string& file) {
    for (const Edit& edit : kEdits)
        for (const size_t at : card_offsets(file)) {
            if (file.compare(at, std::string_view(edit.name).size(), edit.name) != 0) continue;
            std::string broken = file;
            broken.replace(at + edit.column - 1, std::string_view(edit.text).size(), edit.text);
            comparison.compare(
                fmt::format("{} {} column {} `{}`", name, edit.name, edit.column, edit.text),
                broken);
        }
}

void compare_lengths(Comparison& comparison, const std::string& name, const std::string& file) {
    for (const size_t cut : {1, 80, 2880, 2881, 5760}) {
        if (cut >= file.size()) continue;
        comparison.compare(fmt::format("{} less {} bytes", name, cut),
                           file.substr(0, file.size() - cut));
    }
    comparison.compare(name + " and a byte", file + "x");
    comparison.compare(name + " and a block of zeros", file + std::string(2880, '\0'));
    comparison.compare(name + " and a block of blanks", file + std::string(2880, ' '));
    std::string filled = file;
    filled.back() = 'x';
    comparison.compare(name + " with another last byte", filled);
}

// Each of the first cards of a header taken out, written twice, and swapped with the next.
void compare_cards(Comparison& comparison, const std::string& name, const std::string& file) {
    for (const HduSummary& hdu : hand_made::verify(file).hdus) {
        const auto begin = static_cast<size_t>(hdu.header_offset);
        const auto end = static_cast<size_t>(hdu.data_offset);
        for (size_t at = begin; at < begin + 9 * 80; at += 80) {
            const std::string next = file.substr(at + 80, 80);
            if (next.starts_with("END ")) break;
            const std::string label =
                fmt::format("{} HDU {} {}", name, hdu.number, file.substr(at, 8));
            std::string less = file;
            less.insert(end, std::string(80, ' ')).erase(at, 80);
            comparison.compare(label + " taken out", less);
            std::string swapped = file;
            swapped.replace(at, 160, next + file.substr(at, 80));
            comparison.compare(label + " swapped", swapped);
            if (file.compare(end - 80, 80, std::string(80, ' ')) != 0) continue;
            std::string twice = file;
            twice.insert(at, file.substr(at, 80)).erase(end, 80);
            comparison.compare(label + " twice", twice);
        }
    }
}

void compare_flips(Comparison& comparison, const std::string& name, const std::string& file) {
    std::mt19937 random(7);
    const std::vector<size_t> cards = card_offsets(file);
    for (int i = 0; i < 40; ++i) {
        std::string broken = file;
        const size_t at = cards[random() % cards.size()] + random() % 80;
        broken[at] = static_cast<char>(broken[at] ^ (1 << random() % 8));
        comparison.compare(fmt::format("{} with a bit turned in byte {}", name, at), broken);
    }
}

void compare_mutations(const std::string& name, const std::string& file) {
    if (!has_fitsverify()) GTEST_SKIP() << "no fitsverify on this machine";
    const FitsReport sound = hand_made::verify(file);
    ASSERT_TRUE(std::none_of(sound.findings.begin(), sound.findings.end(), rejects)) << name;
    Comparison comparison;
    comparison.compare(name, file);
    compare_edits(comparison, name, file);
    compare_lengths(comparison, name, file);
    compare_cards(comparison, name, file);
    compare_flips(comparison, name, file);
    EXPECT_GT(comparison.compared(), 80);
    EXPECT_LT(comparison.silent(), comparison.compared() / 10);
}

TEST(FitsverifyComparison, AgreesOnOddFilesOfOtherProjects) {
    if (!has_fitsverify()) GTEST_SKIP() << "no fitsverify on this machine";
    const auto folder = torture_folder();
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no odd files at " << folder;
    Comparison comparison;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const std::string type = entry.path().extension();
        if (type != ".fits" && type != ".fit" && type != ".ev" && type != ".fz") continue;
        comparison.compare(entry.path().filename(), read_whole(entry.path()));
    }
    EXPECT_GT(comparison.compared(), 60);
}

void compare_mutations_of_astropy(const std::string& name) {
    const auto file = torture_folder() / "astropy+astropy" / "data" / name;
    if (!std::filesystem::exists(file)) GTEST_SKIP() << "no file " << file;
    compare_mutations(name, read_whole(file));
}

TEST(FitsverifyComparison, AgreesOnMutationsOfAnAstropyTable) {
    compare_mutations_of_astropy("tb.fits");
}

TEST(FitsverifyComparison, AgreesOnMutationsOfAstropyArrays) {
    compare_mutations_of_astropy("variable_length_table.fits");
}

TEST(FitsverifyComparison, AgreesOnMutationsOfAnAstropyFileWithSums) {
    compare_mutations_of_astropy("checksum.fits");
}

TEST(FitsverifyComparison, AgreesOnMutationsOfABinaryTable) {
    const std::string rows = "T1234567F2345678";
    compare_mutations("table", hand_made::primary({"OBJECT  = 'Crab'"}) +
                                   hand_made::table(8, 2, {"1L", "1J", "3A"}, rows));
}

TEST(FitsverifyComparison, AgreesOnMutationsOfVariableLengthArrays) {
    const std::string rows("\0\0\0\2\0\0\0\0\0\0\0\1\0\0\0\4", 16);
    compare_mutations("arrays",
                      hand_made::primary() + hand_made::table(8, 2, {"1PI(2)"}, rows + "ABCDEF"));
}

TEST(FitsverifyComparison, AgreesOnMutationsOfAnAsciiTable) {
    const std::string cards = hand_made::header(
        {"XTENSION= 'TABLE   '", card("BITPIX", 8), card("NAXIS", 2), card("NAXIS1", 12),
         card("NAXIS2", 2), card("PCOUNT", 0), card("GCOUNT", 1), card("TFIELDS", 2),
         card("TBCOL1", 1), "TFORM1  = 'I5      '", "TTYPE1  = 'N       '", card("TBCOL2", 7),
         "TFORM2  = 'F6.2    '", "TTYPE2  = 'X       '", "EXTNAME = 'LIST    '"});
    compare_mutations(
        "ascii", hand_made::primary() + cards + hand_made::padded("    1   1.25    2   2.50", ' '));
}

TEST(FitsverifyComparison, AgreesOnMutationsOfImages) {
    const std::string image =
        hand_made::header({hand_made::kSimple, card("BITPIX", 16), card("NAXIS", 2),
                           card("NAXIS1", 20), card("NAXIS2", 20), "OBJECT  = 'Crab'"}) +
        hand_made::padded(std::string(800, '\1'), '\0');
    const std::string extension =
        hand_made::header({"XTENSION= 'IMAGE   '", card("BITPIX", -32), card("NAXIS", 2),
                           card("NAXIS1", 30), card("NAXIS2", 30), card("PCOUNT", 0),
                           card("GCOUNT", 1), "EXTNAME = 'MAP     '"}) +
        hand_made::padded(std::string(3600, '\0'), '\0');
    compare_mutations("image", image + extension);
}

TEST(FitsverifyComparison, AgreesOnMutationsOfRandomGroups) {
    compare_mutations("groups",
                      hand_made::header({hand_made::kSimple, card("BITPIX", -32), card("NAXIS", 3),
                                         card("NAXIS1", 0), card("NAXIS2", 3), card("NAXIS3", 4),
                                         "GROUPS  =                    T", card("PCOUNT", 2),
                                         card("GCOUNT", 5)}) +
                          hand_made::padded(std::string(280, '\0'), '\0'));
}

TEST(FitsverifyComparison, AgreesOnRealFilesOfMissions) {
    if (!has_fitsverify()) GTEST_SKIP() << "no fitsverify on this machine";
    if (!std::filesystem::exists(shared_data())) GTEST_SKIP() << "no files at " << shared_data();
    Comparison comparison;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(shared_data())) {
        if (!entry.is_regular_file() ||
            entry.path().string().find("/torture/") != std::string::npos)
            continue;
        const std::string path = entry.path();
        const std::string file =
            path.ends_with(".gz") ? output_of("gzip -dc '" + path + "'") : read_whole(path);
        if (file.starts_with("SIMPLE  =")) comparison.compare(entry.path().filename(), file);
    }
    EXPECT_GT(comparison.compared(), 60);
}

std::string ascii_table() {
    const std::string cards = hand_made::header(
        {"XTENSION= 'TABLE   '", card("BITPIX", 8), card("NAXIS", 2), card("NAXIS1", 18),
         card("NAXIS2", 2), card("PCOUNT", 0), card("GCOUNT", 1), card("TFIELDS", 3),
         card("TBCOL1", 1), "TFORM1  = 'I5      '", "TTYPE1  = 'N       '", "TDISP1  = 'I5      '",
         card("TBCOL2", 7), "TFORM2  = 'F6.2    '", "TTYPE2  = 'X       '", "TNULL2  = '*       '",
         card("TBCOL3", 15), "TFORM3  = 'A3      '", "TTYPE3  = 'NAME    '"});
    return cards + hand_made::padded("    1   1.25 a\"b     2   2.50 xyz ", ' ');
}

// Tables with all that is looked at in cells, and images.
std::vector<std::string> small_files() {
    const std::string rows("\0\0\0\2\0\0\0\0\0\0\0\1\0\0\0\4", 16);
    const std::string image =
        hand_made::header({hand_made::kSimple, card("BITPIX", 16), card("NAXIS", 2),
                           card("NAXIS1", 20), card("NAXIS2", 20), "CTYPE1  = 'RA---TAN'",
                           "CTYPE2  = 'DEC--TAN'", "CRPIX1  = 1.0", "CRPIX2  = 1.0",
                           "CRVAL1  = 83.6", "CRVAL2  = 22.0", "CDELT1  = -0.1", "CDELT2  = 0.1",
                           "DATE-OBS= '2008-08-01T00:00:00'"}) +
        hand_made::padded(std::string(800, '\1'), '\0');
    auto cells = hand_made::table_cards(16, 2, 0, {"1L", "1J", "7A", "11X", "2B"});
    cells.insert(cells.end(),
                 {"TDISP2  = 'I8'", "TDISP3  = 'A7'", "TNULL2  = -1", "TUNIT2  = 's'"});
    return {hand_made::primary({"OBJECT  = 'Crab'", "DATE    = '2020-01-02'"}) +
                hand_made::table(8, 2, {"1L", "1J", "3A"}, "T1234567F2345678"),
            hand_made::primary() + hand_made::table(8, 2, {"1PI(2)"}, rows + "ABCDEF"),
            image + hand_made::table(8, 2, {"1J", "1E"}, std::string(16, '\0')),
            hand_made::primary() + hand_made::header(cells) +
                hand_made::padded("T1234Crab   \xff\xe0"
                                  "ab"
                                  "F5678Vela X \xff\x20"
                                  "cd",
                                  '\0'),
            hand_made::primary() + hand_made::table(8, 2, {"1PA(3)"}, rows + "abcdef"),
            hand_made::primary() + hand_made::table(8, 2, {"1PL(3)"}, rows + "TFTFTF"),
            hand_made::primary() + ascii_table()};
}

// The value of a random card that states a size, off by one or near 2^31.
void change_size(std::string& file, const std::vector<size_t>& cards, std::mt19937& random) {
    std::vector<size_t> sizes;
    for (const size_t at : cards)
        for (const char* name : {"NAXIS", "PCOUNT", "GCOUNT", "TFIELDS"})
            if (file.compare(at, std::string_view(name).size(), name) == 0) sizes.push_back(at);
    const size_t at = sizes[random() % sizes.size()];
    const int64_t value = std::stoll(file.substr(at + 10, 20));
    const int64_t values[] = {value - 1, value + 1, (int64_t{1} << 31) - 1, int64_t{1} << 31,
                              (int64_t{1} << 31) + 1};
    file.replace(at + 10, 20, fmt::format("{:>20}", values[random() % std::size(values)]));
}

std::string mutated(std::string file, std::mt19937& random) {
    const std::vector<size_t> cards = card_offsets(file);
    const size_t at = cards[random() % cards.size()];
    switch (random() % 8) {
        case 0:
            change_size(file, cards, random);
            break;
        case 1:
            file.resize(random() % file.size());
            break;
        case 2:
            file[at + random() % 80] = static_cast<char>(' ' + random() % 95);
            break;
        case 3:
            file.replace(at, 80, file.substr(cards[random() % cards.size()], 80));
            break;
        case 4:
            file[at + random() % 80] = static_cast<char>(random() % 256);
            break;
        case 5:  // the length or the place of an array, where there are any
            file[file.size() - 2880 + random() % 16] = static_cast<char>(random() % 8);
            break;
        default:  // cells
            file[file.size() - 2880 + random() % 40] = static_cast<char>(random() % 256);
    }
    return file;
}

// As many as HEAFS_MUTATIONS says: ten thousand is the proof, fewer are a test that ends soon.
int mutations_asked_for() {
    constexpr int kOrdinary = 1000;
    const char* asked = std::getenv("HEAFS_MUTATIONS");
    return asked != nullptr ? std::atoi(asked) : kOrdinary;
}

TEST(FitsverifyComparison, AgreesOnSeededMutations) {
    if (!has_fitsverify()) GTEST_SKIP() << "no fitsverify on this machine";
    const int count = mutations_asked_for();
    const std::vector<std::string> files = small_files();
    std::mt19937 random(20'080'801);
    Comparison comparison;
    std::vector<Comparison::File> batch;
    for (int i = 0; i < count; ++i) {
        const size_t which = random() % files.size();
        batch.push_back(
            {fmt::format("mutation {} of file {}", i, which), mutated(files[which], random)});
        if (batch.size() < kFilesOfACall && i + 1 < count) continue;
        comparison.compare(batch);
        batch.clear();
    }
    fmt::print("{} compared, {} without a verdict of fitsverify, {} explained by the lists\n",
               comparison.compared(), comparison.silent(), comparison.explained());
    EXPECT_GT(comparison.compared(), count / 2);
}

}  // namespace
}  // namespace heafs
