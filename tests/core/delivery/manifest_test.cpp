#include "core/delivery/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/outside_programs.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

const std::string kA = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";  // "abc"
const std::string kB = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";  // ""

std::string complaint_of(const std::string& text) {
    const Manifest manifest = parse_manifest(text);
    return manifest.findings.empty() ? "none" : manifest.findings[0].text;
}

TEST(Manifest, TakesWhatSha256sumWrites) {
    const TemporaryFolder folder;
    folder.write("obs/a", bytes_of("abc"));
    folder.write("obs/with space", {});
    folder.write("obs/line\nbreak", {});
    folder.write("obs/back\\slash", bytes_of("abc"));
    const Manifest manifest =
        parse_manifest(output_of("cd '" + folder.path().string() +
                                 "' && find . -type f | LC_ALL=C sort | true; "
                                 "cd '" +
                                 folder.path().string() +
                                 "' && find . -type f -print0 | sort -z | "
                                 "xargs -0 sha256sum"));
    EXPECT_THAT(manifest.findings, IsEmpty());
    EXPECT_THAT(manifest.sha256_of,
                UnorderedElementsAre(Pair("obs/a", kA), Pair("obs/with space", kB),
                                     Pair("obs/line\nbreak", kB), Pair("obs/back\\slash", kA)));
}

TEST(Manifest, TakesBsdLines) {
    const TemporaryFolder folder;
    folder.write("a (1)", bytes_of("abc"));
    const Manifest manifest =
        parse_manifest(output_of("cd '" + folder.path().string() + "' && sha256sum --tag *"));
    EXPECT_THAT(manifest.sha256_of, ElementsAre(Pair("a (1)", kA)));
}

TEST(Manifest, TakesBsdLinesWithEscapedNames) {
    const TemporaryFolder folder;
    folder.write("back\\slash", bytes_of("abc"));
    const Manifest manifest =
        parse_manifest(output_of("cd '" + folder.path().string() + "' && sha256sum --tag *"));
    EXPECT_THAT(manifest.sha256_of, ElementsAre(Pair("back\\slash", kA)));
}

TEST(Manifest, TakesTheMarkOfBinaryMode) {
    EXPECT_THAT(parse_manifest(kA + " *obs/a\n").sha256_of, ElementsAre(Pair("obs/a", kA)));
}

TEST(Manifest, TakesLinesThatEndAsOnWindows) {
    EXPECT_THAT(parse_manifest(kA + "  obs/a\r\n" + kB + "  obs/b\r\n").sha256_of,
                ElementsAre(Pair("obs/a", kA), Pair("obs/b", kB)));
}

TEST(Manifest, TakesALastLineWithoutItsEnd) {
    EXPECT_THAT(parse_manifest(kA + "  obs/a").sha256_of, ElementsAre(Pair("obs/a", kA)));
}

TEST(Manifest, TakesUpperCaseDigits) {
    std::string upper = kA;
    for (char& c : upper) c = static_cast<char>(std::toupper(c));
    EXPECT_THAT(parse_manifest(upper + "  obs/a\n").sha256_of, ElementsAre(Pair("obs/a", kA)));
}

TEST(Manifest, APathMayBeginWithADotAndASlash) {
    EXPECT_THAT(parse_manifest(kA + "  ./obs/a\n").sha256_of, ElementsAre(Pair("obs/a", kA)));
}

TEST(Manifest, IgnoresEmptyLinesAndComments) {
    EXPECT_THAT(parse_manifest("# made by hand\n\n" + kA + "  obs/a\n").findings, IsEmpty());
}

TEST(Manifest, HasTheHashOfItsOwnText) { EXPECT_EQ(parse_manifest("abc").sha256, kA); }

TEST(Manifest, AFileListedTwiceIsAFault) {
    EXPECT_THAT(complaint_of(kA + "  a\n" + kA + "  a\n"),
                HasSubstr("line 2: 'a' is listed twice"));
}

TEST(Manifest, AFileListedTwiceInTwoSpellingsIsAFault) {
    EXPECT_THAT(complaint_of(kA + "  a\n" + kB + "  ./a\n"), HasSubstr("listed twice"));
}

TEST(Manifest, AnEmptyOneIsAFault) { EXPECT_THAT(complaint_of(""), HasSubstr("lists no file")); }

TEST(Manifest, ComplaintsAreFatalAndNameTheLine) {
    const Manifest manifest = parse_manifest(kA + "  a\nnonsense\n");
    ASSERT_EQ(manifest.findings.size(), 1u);
    EXPECT_EQ(manifest.findings[0].rule, "DLV-001");
    EXPECT_EQ(manifest.findings[0].severity, Severity::kFatal);
    EXPECT_EQ(manifest.findings[0].row, 2);
}

class BadLines : public testing::TestWithParam<std::string> {};

TEST_P(BadLines, AreFaults) { EXPECT_THAT(complaint_of(GetParam() + "\n"), HasSubstr("line 1")); }

INSTANTIATE_TEST_SUITE_P(Each, BadLines,
                         testing::Values("abc  a", kA, kA + "  ", kA + " a", kA + "\ta",
                                         kA + "0  a", kA.substr(0, 63) + "g  a", "SHA256 (a) = abc",
                                         "SHA256 (a = " + kA,
                                         "MD5 (a) = d41d8cd98f00b204e9800998ecf8427e", "nonsense"));

class BadPaths : public testing::TestWithParam<std::string> {};

TEST_P(BadPaths, AreFaults) { EXPECT_NE(complaint_of(kA + "  " + GetParam() + "\n"), "none"); }

INSTANTIATE_TEST_SUITE_P(Each, BadPaths,
                         testing::Values("../a", "a/../b", "a/..", "..", "/etc/passwd", "./../a",
                                         "a//b", "a/./b", "././a", "a/", "./"));

TEST(Manifest, AMillionBadLinesGiveAHundredComplaints) {
    std::string text;
    for (int i = 0; i < 1000000; ++i) text += "x\n";
    EXPECT_EQ(parse_manifest(text).findings.size(), 100u);
}

}  // namespace
}  // namespace heafs
