// The rules about calibration files, tables, previews and encrypted files, each by a file that
// violates it alone, from its bytes to the words of the report.
#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>

#include "core/base/files.h"
#include "core/base/gzip_bytes.h"
#include "core/base/unique_fd.h"
#include "core/delivery/judgement.h"
#include "core/delivery/name_rules.h"
#include "core/delivery/report.h"
#include "tests/core/fits/hand_made_fits.h"
#include "tests/support/outside_programs.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const Mission& swift() {
    static const Mission kMission =
        load_mission("swift", {std::filesystem::path(HEAFS_SOURCE_DIR) / "config/missions"});
    return kMission;
}

struct Verdict {
    std::vector<std::string> rules;  // each once, without what is true of every file made by hand
    std::string report;
    Content content;
};

Verdict verdict_on(const std::string& path, const std::string& bytes) {
    const TemporaryFolder folder;
    const UniqueFd fd(::open(folder.write("file", bytes_of(bytes)).c_str(), O_RDONLY));
    const ContentPlace place = content_place_of(swift(), path);
    const ContentContext context{&swift(), place.area, place.path, place.now};
    Verdict verdict;
    verdict.content = examine_content(fd.get(), static_cast<int64_t>(bytes.size()), {}, &context);
    std::vector<Finding> findings = judge_file(swift(), path, verdict.content);
    std::erase_if(findings, [](const Finding& finding) {
        return finding.rule == "SUM-003" || finding.rule.substr(0, 4) == "KEY-" ||
               finding.rule == "TAB-004" || finding.rule == "TAB-016";
    });
    for (const Finding& finding : findings)
        if (std::find(verdict.rules.begin(), verdict.rules.end(), finding.rule) ==
            verdict.rules.end())
            verdict.rules.push_back(finding.rule);
    verdict.report = findings_text(findings);
    return verdict;
}

// A calibration file of one image extension, whose cards may be changed.
class Calibration {
   public:
    Calibration& set(const std::string& keyword, const std::string& value) {
        for (auto& [known, text] : cards_)
            if (known == keyword) {
                text = value;
                return *this;
            }
        cards_.emplace_back(keyword, value);
        return *this;
    }
    Calibration& remove(const std::string& keyword) {
        std::erase_if(cards_, [&](const auto& card) { return card.first == keyword; });
        return *this;
    }
    std::string bytes() const {
        std::vector<std::string> cards = {"XTENSION= 'IMAGE   '", hand_made::card("BITPIX", 8),
                                          hand_made::card("NAXIS", 0), hand_made::card("PCOUNT", 0),
                                          hand_made::card("GCOUNT", 1)};
        for (const auto& [keyword, value] : cards_)
            cards.push_back(fmt::format("{:8}= '{:8}'", keyword, value));
        return hand_made::primary({"EXTEND  =                    T"}) + hand_made::header(cards);
    }
    std::string path = "caldb/data/swift/xrt/cpf/swxvign_20010101v001.fits";
    Verdict judge() const { return verdict_on(path, bytes()); }

   private:
    std::vector<std::pair<std::string, std::string>> cards_ = {
        {"EXTNAME", "VIGNET"},    {"TELESCOP", "SWIFT"},  {"INSTRUME", "XRT"},
        {"FILTER", "NONE"},       {"DETNAM", "NONE"},     {"CCLS0001", "CPF"},
        {"CDTP0001", "DATA"},     {"CCNM0001", "VIGNET"}, {"CVSD0001", "2001-01-01"},
        {"CVST0001", "00:00:00"}, {"CDES0001", "A test"}, {"CBD10001", "ENERGY(0.2-10.0)keV"}};
};

TEST(CalibrationRules, ASoundFileHasNoFindingAndSaysWhatAnIndexWould) {
    const Verdict verdict = Calibration().judge();
    EXPECT_THAT(verdict.rules, IsEmpty()) << verdict.report;
    ASSERT_EQ(verdict.content.calibration.size(), 1u);
    EXPECT_EQ(verdict.content.calibration[0].name, "VIGNET");
    EXPECT_EQ(verdict.content.calibration[0].hdu, 2);
    EXPECT_THAT(verdict.content.calibration[0].boundaries, ElementsAre("ENERGY(0.2-10.0)keV"));
}

struct Spoilt {
    const char* rule;
    const char* keyword;
    const char* value;  // null: the keyword is removed
    const char* words;
};

class CalibrationRule : public testing::TestWithParam<Spoilt> {};

TEST_P(CalibrationRule, IsToldAlone) {
    Calibration file;
    if (GetParam().value == nullptr)
        file.remove(GetParam().keyword);
    else
        file.set(GetParam().keyword, GetParam().value);
    const Verdict verdict = file.judge();
    EXPECT_THAT(verdict.rules, ElementsAre(GetParam().rule)) << verdict.report;
    EXPECT_THAT(verdict.report, HasSubstr(GetParam().words));
}

INSTANTIATE_TEST_SUITE_P(
    Each, CalibrationRule,
    testing::Values(
        Spoilt{"CAL-001", "CVST0001", nullptr, "HDU 2: CVST0001 missing, it would not be indexed"},
        Spoilt{"CAL-001", "TELESCOP", nullptr, "HDU 2: TELESCOP missing"},
        Spoilt{"CAL-002", "CCLS0001", "BCF", "CCLS0001 = 'BCF', and the file lies in cpf/"},
        Spoilt{"CAL-002", "CCLS0001", "XYZ", "CCLS0001 = 'XYZ' is none of BCF, CPF, PCF, USR"},
        Spoilt{"CAL-003", "CDTP0001", "FILE", "CDTP0001 = 'FILE' is neither DATA nor TASK"},
        Spoilt{"CAL-004", "CCNM0001", "VIGNETT", "nearest 'VIGNET'"},
        Spoilt{"CAL-004", "CCNM0001", "A_NAME_OF_TWENTY_ONE_", "has 21 characters"},
        Spoilt{"CAL-005", "CVSD0001", "01/01/2001", "CVSD0001 = '01/01/2001' is no date"},
        Spoilt{"CAL-005", "CVST0001", "noon", "CVST0001 = 'noon' is no time hh:mm:ss"},
        Spoilt{"CAL-006", "CBD10001", "ENERGY(0.2-10.0", "'ENERGY(0.2-10.0' at 16: expected )"},
        Spoilt{"CAL-006", "CBD10001", "ENERGY(10-0.2)keV", "at 8: expected a range whose first"},
        Spoilt{"CAL-007", "CBD10001", "THETA(-10-5)arcmin", "HDgtcalf takes '-10-5' for text"},
        Spoilt{"CAL-008", "TELESCOP", "NUSTAR", "TELESCOP = 'NUSTAR' is not of swift: SWIFT"},
        Spoilt{"CAL-009", "FILTER", nullptr, "FILTER not given; write 'NONE'"},
        Spoilt{"CAL-011", "CVSD0001", "2002-01-01",
               "the name says 2001-01-01, CVSD0001 says 2002-01-01"}));

TEST(CalibrationRules, ABoundaryBehindNoneIsNotRead) {
    const Verdict verdict =
        Calibration().set("CBD10001", "NONE").set("CBD20001", "THETA(0-5)arcmin").judge();
    EXPECT_THAT(verdict.rules, ElementsAre("CAL-007"));
    EXPECT_THAT(verdict.report, HasSubstr("CBD10001 is NONE, and udcif stops there"));
}

TEST(CalibrationRules, NamesOfInstrumentsOwnAreInformation) {
    const Verdict verdict = Calibration().set("CCNM0001", "QUANTUM_YIELD").judge();
    EXPECT_THAT(verdict.rules, ElementsAre("CAL-004"));
    EXPECT_THAT(verdict.report, HasSubstr("CAL-004 info"));
}

TEST(CalibrationRules, NamesOfCaldbMixCaseAndAreLongerThanOthers) {
    Calibration file;
    file.path = "caldb/xrt/cpf/swX-vignetting_of_all_20010101v001.fits";  // 39 characters
    EXPECT_THAT(file.judge().rules, IsEmpty());
    EXPECT_THAT(check_new_name(swift(), file.path, false), IsEmpty());
}

TEST(CalibrationRules, FortyCharactersAreTheLimitOfAFile) {
    Calibration file;
    file.path = "caldb/xrt/cpf/sw_" + std::string(20, 'x') + "_20010101v001.fits";  // 41 characters
    const Verdict verdict = file.judge();
    EXPECT_THAT(verdict.rules, ElementsAre("CAL-010"));
    EXPECT_THAT(verdict.report, HasSubstr("has 41 characters; CAL_FILE of an index takes 40"));
}

TEST(CalibrationRules, SeventyCharactersAreTheLimitOfAFolder) {
    Calibration file;  // "data/swift/xrt/cpf/" and 52 letters: 71
    file.path = "caldb/xrt/cpf/" + std::string(52, 'f') + "/a_20010101v001.fits";
    const Verdict verdict = file.judge();
    EXPECT_THAT(verdict.rules, ElementsAre("CAL-010"));
    EXPECT_THAT(verdict.report, HasSubstr("has 71 characters; CAL_DIR of an index takes 70"));
}

TEST(CalibrationRules, AFileThatNoIndexWouldNameIsAWarning) {
    Calibration file;
    for (const char* keyword : {"CCLS0001", "CCNM0001", "CVSD0001"}) file.remove(keyword);
    const Verdict verdict = file.judge();
    EXPECT_THAT(verdict.rules, ElementsAre("CAL-001"));
    EXPECT_THAT(verdict.report, HasSubstr("CAL-001 warning"));
}

// Big-endian bytes of 16-bit numbers.
std::string shorts(const std::vector<int>& values) {
    std::string bytes;
    for (const int value : values) {
        bytes += static_cast<char>(value >> 8);
        bytes += static_cast<char>(value & 0xff);
    }
    return bytes;
}
std::string reals(const std::vector<float>& values) {
    std::string bytes;
    for (const float value : values) {
        const auto bits = std::bit_cast<uint32_t>(value);
        for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(bits >> shift & 0xff);
    }
    return bytes;
}

std::string table(const std::string& name,
                  const std::vector<std::pair<std::string, std::string>>& columns,
                  int64_t row_bytes, int64_t rows, const std::string& data,
                  const std::vector<std::string>& more = {}) {
    std::vector<std::string> cards = {
        "XTENSION= 'BINTABLE'",
        hand_made::card("BITPIX", 8),
        hand_made::card("NAXIS", 2),
        hand_made::card("NAXIS1", row_bytes),
        hand_made::card("NAXIS2", rows),
        hand_made::card("PCOUNT", 0),
        hand_made::card("GCOUNT", 1),
        hand_made::card("TFIELDS", static_cast<int64_t>(columns.size())),
        fmt::format("EXTNAME = '{:8}'", name)};
    for (size_t i = 0; i < columns.size(); ++i) {
        cards.push_back(fmt::format("TTYPE{:<3}= '{:8}'", i + 1, columns[i].first));
        cards.push_back(fmt::format("TFORM{:<3}= '{:8}'", i + 1, columns[i].second));
    }
    cards.insert(cards.end(), more.begin(), more.end());
    return hand_made::header(cards) + hand_made::padded(data, '\0');
}

// A response of two energies and three channels; what is not given is sound.
struct Response {
    std::vector<int> channels = {1, 2, 3};
    int first = 2, count = 2;  // of the second energy's only group
    float low = 1.5f;          // of the second energy
    int64_t detchans = 3;
    bool with_bounds = true;

    Verdict judge() const {
        const std::string rows = reals({1.0f, 1.5f}) + shorts({1, 1, 3}) +
                                 reals({0.2f, 0.3f, 0.5f}) + reals({low, 2.0f}) +
                                 shorts({1, first, count}) + reals({0.5f, 0.5f, 0.0f});
        std::string bounds;
        for (const int channel : channels)
            bounds += shorts({channel}) + reals({1.0f * static_cast<float>(channel),
                                                 1.0f * static_cast<float>(channel) + 1});
        std::string bytes =
            hand_made::primary({"EXTEND  =                    T"}) + table("MATRIX",
                                                                           {{"ENERG_LO", "E"},
                                                                            {"ENERG_HI", "E"},
                                                                            {"N_GRP", "I"},
                                                                            {"F_CHAN", "I"},
                                                                            {"N_CHAN", "I"},
                                                                            {"MATRIX", "3E"}},
                                                                           26, 2, rows);
        if (with_bounds)
            bytes += table("EBOUNDS", {{"CHANNEL", "I"}, {"E_MIN", "E"}, {"E_MAX", "E"}}, 10,
                           static_cast<int64_t>(channels.size()), bounds,
                           {hand_made::card("DETCHANS", detchans)});
        return verdict_on("trend/responses/made.rmf", bytes);
    }
};

TEST(ResponseRules, ASoundResponseHasNoFinding) {
    const Verdict verdict = Response().judge();
    EXPECT_THAT(verdict.rules, IsEmpty()) << verdict.report;
}

void expect_refused(const Response& response, const std::string& words) {
    const Verdict verdict = response.judge();
    EXPECT_THAT(verdict.rules, ElementsAre("CAL-017")) << verdict.report;
    EXPECT_THAT(verdict.report, AllOf(HasSubstr("CAL-017 error"), HasSubstr(words)));
}

TEST(ResponseRules, GroupsHoldChannelsOfEbounds) {
    Response response;
    response.first = 3;
    expect_refused(response, "row 2: group 1 has the channels 3 to 4, EBOUNDS has 1 to 3");
}

TEST(ResponseRules, AMatrixHasTheValuesOfItsGroups) {
    Response response;
    response.channels = {1, 2, 3, 4, 5};
    response.detchans = 5;
    response.count = 4;
    expect_refused(response, "row 2: N_CHAN sums to 4, MATRIX has 3 values");
}

TEST(ResponseRules, EnergiesFollowEachOther) {
    Response response;
    response.low = 1.6f;
    expect_refused(response, "row 2: ENERG_LO 1.6");
}

TEST(ResponseRules, ChannelsFollowEachOther) {
    Response response;
    response.channels = {1, 2, 4};
    expect_refused(response, "row 3: CHANNEL is 4, expected 3");
}

TEST(ResponseRules, DetchansCountsTheChannels) {
    Response response;
    response.detchans = 4;
    expect_refused(response, "DETCHANS is 4, EBOUNDS has 3 rows");
}

TEST(ResponseRules, AMatrixComesWithEbounds) {
    Response response;
    response.with_bounds = false;
    expect_refused(response, "a response matrix without EBOUNDS");
}

// An index of CALDB with a row for each given quality, extension and boundary.
struct IndexRow {
    int extension = 1;
    int quality = 0;
    std::string boundary = "NONE";
    double reference = 51910;  // 2001-01-01
};

std::string index_of(const std::vector<IndexRow>& rows, bool versioned = true,
                     const std::string& xno_form = "I") {
    const auto text = [](std::string value, size_t width) {
        value.resize(width, ' ');
        return value;
    };
    std::string data;
    for (const IndexRow& row : rows) {
        data += text("SWIFT", 10) + text("XRT", 10) + text("NONE", 20) + text("NONE", 10) +
                text("ONLINE", 20) + text("data/swift/xrt/cpf", 70) + text("a.fits", 40) + "CPF" +
                "DATA" + text("VIGNET", 20) + text(row.boundary, 70) + text("NONE", 560);
        data += xno_form == "I" ? shorts({row.extension}) : text("1", 2);
        data += text("2001-01-01", 10) + "00:00:00";
        const auto bits = std::bit_cast<uint64_t>(row.reference);
        for (int shift = 56; shift >= 0; shift -= 8)
            data += static_cast<char>(bits >> shift & 0xff);
        data += shorts({row.quality}) + text("2001-02-01", 10) + text("A test", 70);
    }
    std::vector<std::string> more;
    if (versioned) more.push_back("CIFVERSN= '1.1     '");
    return hand_made::primary({"EXTEND  =                    T"}) +
           table("CIF",
                 {{"TELESCOP", "10A"},
                  {"INSTRUME", "10A"},
                  {"DETNAM", "20A"},
                  {"FILTER", "10A"},
                  {"CAL_DEV", "20A"},
                  {"CAL_DIR", "70A"},
                  {"CAL_FILE", "40A"},
                  {"CAL_CLAS", "3A"},
                  {"CAL_DTYP", "4A"},
                  {"CAL_CNAM", "20A"},
                  {"CAL_CBD", "630A70"},
                  {"CAL_XNO", xno_form},
                  {"CAL_VSD", "10A"},
                  {"CAL_VST", "8A"},
                  {"REF_TIME", "D"},
                  {"CAL_QUAL", "I"},
                  {"CAL_DATE", "10A"},
                  {"CAL_DESC", "70A"}},
                 947, static_cast<int64_t>(rows.size()), data, more);
}

const std::string kIndex = "caldb/data/swift/xrt/caldb.indx";

TEST(IndexRules, ASoundIndexHasNoFindingAndSaysWhichFilesItNames) {
    const Verdict verdict =
        verdict_on(kIndex, index_of({{1, 0, "ENERGY(0-1)keV"}, {2, 0, "ENERGY(2-3)keV"}, {3, 5}}));
    EXPECT_THAT(verdict.rules, IsEmpty()) << verdict.report;
    EXPECT_THAT(verdict.content.indexed_files, ElementsAre("data/swift/xrt/cpf/a.fits"));
}

TEST(IndexRules, TwoGoodRowsOfOneQuestionAreAmbiguous) {
    const Verdict verdict =
        verdict_on(kIndex, index_of({{1, 0, "ENERGY(0-2)keV"}, {2, 0, "ENERGY(1-3)keV"}}));
    EXPECT_THAT(verdict.rules, ElementsAre("CAL-013")) << verdict.report;
    EXPECT_THAT(verdict.report, HasSubstr("data/swift/xrt/cpf/a.fits[2] conflicts with "
                                          "data/swift/xrt/cpf/a.fits[1]; supersede one"));
}

TEST(IndexRules, AnIndexHasItsVersion) {
    const Verdict verdict = verdict_on(kIndex, index_of({{}}, false));
    EXPECT_THAT(verdict.rules, ElementsAre("CAL-014")) << verdict.report;
    EXPECT_THAT(verdict.report, HasSubstr("CIFVERSN, the version of the index, is missing"));
}

TEST(IndexRules, ColumnsHaveTheirTypes) {
    const Verdict verdict = verdict_on(kIndex, index_of({{}}, true, "2A"));
    EXPECT_THAT(verdict.rules, ElementsAre("CAL-014")) << verdict.report;
    EXPECT_THAT(verdict.report, HasSubstr("column CAL_XNO is of type A, expected I"));
}

TEST(IndexRules, TheReferenceTimeIsThatOfTheDate) {
    const Verdict verdict = verdict_on(kIndex, index_of({{1, 0, "NONE", 51911}}));
    EXPECT_THAT(verdict.rules, ElementsAre("CAL-014")) << verdict.report;
    EXPECT_THAT(verdict.report, HasSubstr("row 1: REF_TIME 51911 is not the MJD of CAL_VSD"));
}

const std::string kTable = R"(<HEADER>
# TOTAL ROWS: 2
table_name = made
table_description = "A table"
field[name] = char8 (key) // Name
field[ra] = float8:.4f_degree // RA
field[n] = int2
right_ascension = @ra
declination = 0
target_name = @name
unique_key = name
line[1] = name ra n
<DATA>
M 1|83.6331|7|
M 31|10.6847||
<END>
)";

std::string changed(std::string text, const std::string& from, const std::string& to) {
    const size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

struct SpoiltTable {
    const char* rule;
    const char* from;
    const char* to;
    const char* words;
};

class TableRule : public testing::TestWithParam<SpoiltTable> {};

TEST_P(TableRule, IsToldAlone) {
    const SpoiltTable& spoilt = GetParam();
    const Verdict verdict = verdict_on("tables/made.tdat", changed(kTable, spoilt.from, spoilt.to));
    EXPECT_THAT(verdict.rules, ElementsAre(spoilt.rule)) << verdict.report;
    EXPECT_THAT(verdict.report, HasSubstr(spoilt.words));
}

INSTANTIATE_TEST_SUITE_P(
    Each, TableRule,
    testing::Values(
        SpoiltTable{"TDT-001", "|7|", "|", "row 1 (line 14): 2 values, expected 3"},
        SpoiltTable{"TDT-001", "int2", "word", "line 7: field[n] has no type that is known"},
        SpoiltTable{"TDT-001", "ra n\n", "ra\n", "field[n] is in no line[n]"},
        SpoiltTable{"TDT-002", "M 31", "M 1",
                    "the unique key has the value 'M 1' in lines 14 and 15"},
        SpoiltTable{"TDT-002", "unique_key = name", "unique_key = nam",
                    "unique_key names 'nam', which no field defines"},
        SpoiltTable{"TDT-003", "|7|", "|40000|",
                    "row 1 (line 14): n is '40000': beyond -32768 to 32767, the field is int2"},
        SpoiltTable{"TDT-003", "83.6331", "83,6", "ra is '83,6': no number"},
        SpoiltTable{"TDT-004", "target_name = @name\n", "", "target_name is missing"},
        SpoiltTable{"TDT-004", "table_name = made", "table_name = other",
                    "table_name is 'other', the file is called 'made'"},
        SpoiltTable{"TDT-005", "M 31|10.6847||\n<END>\n", "",
                    "1 rows, TOTAL ROWS says 2, no <END>: the copy was cut"}));

TEST(TableRules, ASoundTableHasNoFindingCompressedOrNot) {
    EXPECT_THAT(verdict_on("tables/made.tdat", kTable).rules, IsEmpty());
    const auto packed = gzip_bytes(bytes_of(kTable));
    EXPECT_THAT(verdict_on("tables/replace/made.tdat.gz", text_of(packed)).rules, IsEmpty());
}

const std::string kKeyPacket = std::string("\xc3\x0d\x04\x09\x03\x08", 6) + std::string(9, 's');

TEST(EncryptedFiles, OfAPassphraseAndWithIntegrityAreTaken) {
    const std::string data = std::string("\xd2\x3c\x01", 3) + std::string(59, 'x');
    EXPECT_THAT(verdict_on("doc/a.txt.gpg", kKeyPacket + data).rules, IsEmpty());
}

TEST(EncryptedFiles, WithoutIntegrityAreRefused) {
    const std::string data = std::string("\xc9\x3c", 2) + std::string(60, 'x');
    const Verdict verdict = verdict_on("doc/a.txt.gpg", kKeyPacket + data);
    EXPECT_THAT(verdict.rules, ElementsAre("SEC-003")) << verdict.report;
    EXPECT_THAT(verdict.report, HasSubstr("no MDC: the encrypted data have no integrity"));
}

// A message of GnuPG of the text "events", made once: passphrase "a secret", AES256, SHA256.
class EscrowedFiles : public testing::Test {
   protected:
    void SetUp() override {
        if (output_of("command -v gpg").empty()) GTEST_SKIP() << "gpg is not installed";
        const std::string at = folder_.path().string();
        output_of(
            fmt::format("chmod 700 {0}; printf events > {0}/a; gpg --homedir {0} --batch "
                        "--passphrase 'a secret' --pinentry-mode loopback -c {0}/a 2>&1; gpgconf "
                        "--homedir {0} --kill all",
                        at));
        message_ = read_file(folder_.path() / "a.gpg");
        sha256_ = output_of("printf events | sha256sum").substr(0, 64);
    }
    // The findings when the archive has this key of the observation.
    std::vector<Finding> findings(const std::string& passphrase, const std::string& sha256) {
        const UniqueFd fd(::open(folder_.write("b", bytes_of(message_)).c_str(), O_RDONLY));
        ContentContext context{&swift(), "obs", "a.gpg", 0};
        context.passphrase = passphrase;
        context.plaintext_sha256 = sha256;
        return examine_content(fd.get(), static_cast<int64_t>(message_.size()), {}, &context)
            .findings;
    }
    TemporaryFolder folder_;
    std::string message_, sha256_;
};

TEST_F(EscrowedFiles, ThatOpenToWhatWasAnnouncedAreTaken) {
    EXPECT_THAT(findings("a secret", sha256_), IsEmpty());
    EXPECT_THAT(findings("a secret", ""), IsEmpty());
    EXPECT_THAT(findings("", ""), IsEmpty());
}

TEST_F(EscrowedFiles, UnderAnotherPassphraseAreRefused) {
    const auto found = findings("another", "");
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].rule, "SEC-004");
    EXPECT_THAT(findings_text(found),
                HasSubstr("with the passphrase that the archive has of this observation it cannot "
                          "be opened: the passphrase is another one"));
}

TEST_F(EscrowedFiles, OfAnotherPlaintextAreRefused) {
    const auto found = findings("a secret", std::string(64, '0'));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].rule, "SEC-004");
    EXPECT_EQ(found[0].found, sha256_);
    EXPECT_THAT(findings_text(found), HasSubstr("the plaintext is not the one announced"));
}

TEST(Previews, ThatWereCutAreAWarning) {
    const std::string gif = std::string("GIF89a\x20\0\x20\0\0\0\0", 13);
    const Verdict verdict = verdict_on("doc/a.gif", gif);
    EXPECT_THAT(verdict.rules, ElementsAre("DOC-002")) << verdict.report;
    EXPECT_THAT(verdict.report, HasSubstr("the file ends early: it was cut"));
}

TEST(Programs, HaveNoPlaceAmongData) {
    const Verdict verdict = verdict_on("doc/run.txt", "#!/bin/sh\n");
    EXPECT_THAT(verdict.rules, ElementsAre("SEC-013")) << verdict.report;
    EXPECT_THAT(verdict.report, HasSubstr("'run.txt' is a script (#!)"));
    EXPECT_THAT(verdict_on("software/run",
                           "\x7f"
                           "ELF and so on")
                    .rules,
                IsEmpty());
}

}  // namespace
}  // namespace heafs
