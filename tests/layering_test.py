#!/usr/bin/env python3
"""The house rules that a program can check: which way includes point, where each C library may be
seen, how long files and functions are, and what no file may name.

    layering_test.py SOURCE_FOLDER    prints each breach and exits 1 if there is one

The rules are tried on small bad trees first, so that a rule that has gone blind is found.
"""

import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

FLOORS = ["config", "core", "products", "fs"]
MAX_FILE_LINES = 600
MAX_FUNCTION_LINES = 60

# Headers, and the files that may include them.
WALLS = [
    (r"fitsio2?\.h|longnam\.h", r"core/fits/"),
    (r"sqlite3(ext)?\.h", r"core/catalog/"),
    (r"(healpix_cxx/.*|healpix\w*\.h|pointing\.h|rangeset\.h)", r"core/sky/"),
    (r"(wcslib/.*|wcs\w*\.h|erfa\w*\.h)", r"core/(sky|time)/"),
    (r"(fuse3?/.*|fuse\w*\.h|linux/fuse\.h)", r"fs/fuse/"),
    (r"CLI/.*", r"fs/cli/arguments\.cpp$"),
    (r"nlohmann/.*", r".*_json\.cpp$"),
    (r"spdlog/.*", r"core/base/log\.cpp$"),
    (r"cairo/.*|cairo[\w-]*\.h|ft2build\.h|freetype/.*", r"products/pictures/"),
    (r"seccomp\.h|linux/landlock\.h", r"core/sandbox/"),
    (r"expat\w*\.h", r"core/tables/xml_events\.cpp$"),
    (r"regex(\.h)?", r"(?!)"),
]
# Only forward declarations: the header beside a *_json.cpp may have it.
FORWARD = (r"nlohmann/json_fwd\.hpp", r".*_json\.(h|cpp)$")
# Headers that one file alone may include, in the floor given (any, when None).
ALONE = [(r"toml\+\+/.*|toml\.hpp", "config"), (r"pcre2\w*\.h", None)]

# C libraries: their headers stand in no header of a floor. Those of the walls above as well.
C_LIBRARIES = r"(zlib|libdeflate|isa-l/.*|cairo/.*|cairo\w*|openssl/.*)(\.h)?"

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)
DEFINED_TYPE = re.compile(r"^(?:class|struct|union|enum class|enum) (\w+)(?: final)?"
                          r"\s*(?::[^:;{][^;{]*)?\{", re.M)
FS_ALIAS = re.compile(r"\bnamespace\s+fs\s*=")
# The parts are put together here so that this file does not name what it forbids.
FORBIDDEN_TEXT = [
    (re.compile(r"(?<![\w./$}])/(?:" + "|".join(["work", "root"]) + r")/(?=[\w.])"),
     "a path of one machine"),
    (re.compile(r"\b(?:[\w-]+\.)*(?:" + "|".join(
        ["pypi" + r"\.org", "pythonhosted" + r"\.org", "npmjs" + r"\.(?:org|com)",
         "crates" + r"\.io", "deb" + r"\.debian\.org", "ftp" + r"\.debian\.org",
         "proxy" + r"\.golang\.org", "registry" + r"\.[\w-]+\.\w+", "conda" + r"\.anaconda\.org",
         "docker" + r"\.io"]) + r")\b"), "the name of a package registry"),
]


def tracked_files(root):
    """All files that git tracks or would track; without git, all but those of builds."""
    command = ["git", "-C", str(root), "ls-files", "-z", "-co", "--exclude-standard"]
    answer = subprocess.run(command, capture_output=True)
    if answer.returncode == 0:
        names = answer.stdout.decode().split("\0")
        return sorted(n for n in names if n and (root / n).is_file())
    names = sorted(str(p.relative_to(root)) for p in root.rglob("*") if p.is_file())
    return [n for n in names if not n.startswith(("build", ".git/"))]


def without_comments(text):
    """The text with comments and the content of literals blanked, lines kept."""
    pattern = r'R"(\w*)\(.*?\)\1"|//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])*\''

    def blank(match):
        found = match.group(0)
        lines = "\n" * found.count("\n")
        return lines if found[0] == "/" else '""' + lines

    return re.sub(pattern, blank, text, flags=re.S)


def includes_of(text):
    uncommented = re.sub(r"/\*.*?\*/", lambda m: "\n" * m.group(0).count("\n"), text, flags=re.S)
    for match in INCLUDE.finditer(uncommented):
        yield uncommented.count("\n", 0, match.start()) + 1, match.group(2)


def floor_of(path):
    top = path.split("/")[0]
    return FLOORS.index(top) if top in FLOORS and "/" in path else None


def wrong_way(path, header):
    mine, theirs = floor_of(path), floor_of(header)
    if mine is not None and header.startswith("tests/"):
        return "tests are no part of the program"
    if mine is not None and theirs is not None and theirs > mine:
        return f"{FLOORS[mine]} may not include {FLOORS[theirs]}"
    return None


def through_a_wall(path, header):
    if re.fullmatch(FORWARD[0], header) and re.match(FORWARD[1], path):
        return None
    for headers, allowed in WALLS:
        if re.fullmatch(headers, header):
            if not re.match(allowed, path):
                return f"<{header}> is not allowed here"
            if path.endswith(".h"):
                return f"<{header}> in a header"
            return None
    if any(re.fullmatch(headers, header) for headers, _ in ALONE) and path.endswith(".h"):
        return f"<{header}> in a header"
    if re.fullmatch(C_LIBRARIES, header) and path.endswith(".h") and floor_of(path) is not None:
        return f"<{header}>, of a C library, in a header of a floor"
    return None


def long_functions(text):
    """(line, length) of functions that are too long. A function is a block whose opening brace
    follows a closing parenthesis or its qualifiers outside every other function; a block that
    stands in a namespace or class is looked into."""
    open_blocks = []  # (line, is a function)
    line, statement, result = 1, "", []
    for token in re.finditer(r"\n|[{};]|[^\n{};]+", without_preprocessor(without_comments(text))):
        piece = token.group(0)
        if piece == "\n":
            line += 1
            statement += " "
        elif piece == "{":
            inside = any(function for _, function in open_blocks)
            open_blocks.append((line, not inside and opens_function(statement)))
            statement = ""
        elif piece == "}":
            if open_blocks:
                start, function = open_blocks.pop()
                if function and line - start + 1 > MAX_FUNCTION_LINES:
                    result.append((start, line - start + 1))
            statement = ""
        elif piece == ";":
            statement = ""
        else:
            statement += piece
    return result


def without_preprocessor(text):
    return re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda m: "\n" * m.group(0).count("\n"), text,
                  flags=re.M)


def opens_function(statement):
    words = statement.strip()
    if re.match(r"(?:inline\s+)?(?:namespace|enum|class|struct|union|extern)\b[^()]*$", words):
        return False
    if re.match(r"(?:template\s*<.*>\s*)?(?:class|struct|union)\b[^()]*$", words):
        return False
    return re.search(r"\)[^=]*$", words) is not None


def breaches_of_source(path, text):
    lines = text.count("\n")
    if lines > MAX_FILE_LINES:
        yield 1, f"{lines} lines; a file stops at {MAX_FILE_LINES}"
    for line, length in long_functions(text):
        yield line, f"a function of {length} lines; {MAX_FUNCTION_LINES} are the limit"
    for line, header in includes_of(text):
        for words in (wrong_way(path, header), through_a_wall(path, header)):
            if words:
                yield line, words
    for match in FS_ALIAS.finditer(without_comments(text)):
        yield text.count("\n", 0, match.start()) + 1, "fs is a folder here: no alias of that name"


def breaches_of_text(text):
    for pattern, what in FORBIDDEN_TEXT:
        for match in pattern.finditer(text):
            yield text.count("\n", 0, match.start()) + 1, f"names {what}: {match.group(0)}"


def breaches_alone(sources):
    """Headers that one file alone may include: which others include them as well."""
    for headers, floor in ALONE:
        users = [(path, line, header) for path, text in sources.items()
                 for line, header in includes_of(text) if re.fullmatch(headers, header)]
        owners = sorted({path for path, _, _ in users})
        for path, line, header in users:
            if floor and not path.startswith(floor + "/"):
                yield path, line, f"<{header}> is for {floor}/ only"
            elif path != owners[0]:
                yield path, line, f"<{header}> is for one file only, and {owners[0]} has it"


def types_of(text):
    """The types that a header defines outside of others: (line, name with its namespace)."""
    text = without_comments(text)
    namespace = re.search(r"^namespace ([\w:]+)", text, re.M)
    for match in DEFINED_TYPE.finditer(text):
        yield (text.count("\n", 0, match.start()) + 1,
               f"{namespace.group(1) if namespace else ''}::{match.group(1)}")


def breaches_of_names(sources):
    """Two types of one name in one program are undefined behaviour that no linker tells of."""
    places = {}
    for path, text in sorted(sources.items()):
        for line, name in types_of(text) if path.endswith(".h") else ():
            first = places.setdefault(name, path)
            if first != path:
                yield path, line, f"{name} is another type in {first}"


def breaches(root):
    """All breaches in the tree, as "path:line: words"."""
    sources, found = {}, []
    for path in tracked_files(root):
        try:
            text = (root / path).read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue
        found += [(path, line, words) for line, words in breaches_of_text(text)]
        if path.endswith((".h", ".cpp")):
            sources[path] = text
            found += [(path, line, words) for line, words in breaches_of_source(path, text)]
    found += breaches_alone(sources)
    found += breaches_of_names(sources)
    return [f"{path}:{line}: {words}" for path, line, words in sorted(found)]


class Rules(unittest.TestCase):
    """Each rule fires on a tree that breaks it, and is silent on one that does not."""

    def breaches_in(self, files):
        with tempfile.TemporaryDirectory() as folder:
            for path, text in files.items():
                (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
                (Path(folder) / path).write_text(text)
            return breaches(Path(folder))

    def check_fires(self, path, text, words):
        found = self.breaches_in({path: text})
        self.assertEqual(len(found), 1, found)
        self.assertIn(words, found[0])

    def check_silent(self, path, text):
        self.assertEqual(self.breaches_in({path: text}), [])

    def test_includes_point_down(self):
        self.check_fires("config/a.h", '#include "core/b.h"\n', "a.h:1: config may not include core")
        self.check_fires("core/a.cpp", '#include "products/b.h"\n', "core may not include products")
        self.check_fires("products/a.cpp", '\n#  include "fs/b.h"\n', "a.cpp:2: products may not")
        self.check_fires("fs/a.cpp", '#include "tests/support/b.h"\n', "tests are no part")
        self.check_silent("fs/a.cpp", '#include "config/b.h"\n#include "products/c.h"\n')
        self.check_silent("tests/core/a_test.cpp", '#include "fs/b.h"\n')

    def test_c_libraries_stay_behind_their_walls(self):
        homes = {"fitsio.h": "core/fits/a.cpp", "sqlite3.h": "core/catalog/a.cpp",
                 "healpix_cxx/healpix_base.h": "core/sky/a.cpp", "wcslib/wcs.h": "core/sky/a.cpp",
                 "erfa.h": "core/time/a.cpp", "fuse_lowlevel.h": "fs/fuse/a.cpp",
                 "fuse3/fuse_lowlevel.h": "fs/fuse/a.cpp", "CLI/CLI.hpp": "fs/cli/arguments.cpp",
                 "nlohmann/json.hpp": "core/delivery/report_json.cpp",
                 "spdlog/spdlog.h": "core/base/log.cpp", "cairo.h": "products/pictures/a.cpp",
                 "seccomp.h": "core/sandbox/a.cpp", "linux/landlock.h": "core/sandbox/a.cpp"}
        for header, home in homes.items():
            include = f"#include <{header}>\n"
            self.check_silent(home, include)
            self.check_fires("core/base/elsewhere.cpp", include, f"<{header}> is not allowed here")
            self.check_fires("tests/core/a_test.cpp", include, f"<{header}> is not allowed here")
            if not home.endswith(("arguments.cpp", "_json.cpp", "log.cpp")):
                self.check_fires(home.replace(".cpp", ".h"), include, "in a header")

    def test_forward_declarations_of_json_may_stand_in_its_headers(self):
        self.check_silent("core/a_json.h", "#include <nlohmann/json_fwd.hpp>\n")
        self.check_fires("core/a.h", "#include <nlohmann/json_fwd.hpp>\n", "is not allowed here")
        self.check_fires("core/a_json.h", "#include <nlohmann/json.hpp>\n", "is not allowed here")

    def test_std_regex_is_nowhere(self):
        self.check_fires("core/base/a.cpp", "#include <regex>\n", "<regex> is not allowed here")

    def test_some_headers_are_for_one_file_alone(self):
        self.check_silent("config/base/toml.cpp", "#include <toml++/toml.h>\n")
        self.check_fires("core/base/a.cpp", "#include <toml++/toml.h>\n", "is for config/ only")
        for header in ("pcre2.h", "toml++/toml.h"):
            include = f"#include <{header}>\n"
            found = self.breaches_in({"config/a.cpp": include, "config/b.cpp": include})
            self.assertEqual(len(found), 1, found)
            self.assertIn("config/a.cpp has it", found[0])

    def test_public_headers_show_no_c_library(self):
        self.check_fires("core/base/a.h", "#include <zlib.h>\n", "of a C library, in a header")
        self.check_fires("core/base/a.h", "#include <openssl/evp.h>\n", "of a C library")
        self.check_fires("config/base/a.h", "#include <pcre2.h>\n", "in a header")
        self.check_silent("core/base/a.h", "#include <sys/stat.h>\n#include <vector>\n")

    def test_includes_in_comments_do_not_count(self):
        self.check_silent("core/a.cpp", "/*\n#include <regex>\n*/\n// #include <regex>\n")

    def test_long_files(self):
        self.check_fires("core/a.cpp", "int a;\n" * 601, "601 lines")
        self.check_silent("core/a.cpp", "int a;\n" * 600)

    def test_long_functions(self):
        body = '    run("{", \'{\');  // {\n'
        long = "namespace a {\nstruct B {\nvoid f(int x) const {\n" + body * 59 + "}\n};\n}\n"
        self.check_fires("core/a.cpp", long, "a.cpp:3: a function of 61 lines")
        self.check_silent("core/a.cpp", long.replace(body, "", 1))
        self.check_silent("core/a.cpp", "constexpr int a[] = {\n" + "1,\n" * 99 + "};\n")
        self.check_silent("core/a.cpp", "struct A {\n" + "int a();\n" * 99 + "};\n")
        lambda_inside = "void f() {\n    g([] {\n" + body * 60 + "    });\n}\n"
        self.check_fires("core/a.cpp", lambda_inside, "a.cpp:1: a function of 64 lines")

    def test_types_of_one_name(self):
        one = "namespace heafs {\nclass A : public B {\n};\n}\n"
        found = self.breaches_in({"core/a.h": one, "core/b.h": one.replace("class", "struct")})
        self.assertEqual(found, ["core/b.h:2: heafs::A is another type in core/a.h"])
        for other in ("namespace heafs {\nclass A;\n}\n", one.replace("heafs", "heafs::b"),
                      one.replace("class A", "class A2"), one.replace("class", "    class")):
            self.assertEqual(self.breaches_in({"core/a.h": one, "core/b.h": other}), [])

    def test_alias_of_std_filesystem(self):
        self.check_fires("core/a.cpp", "namespace fs = std::filesystem;\n", "no alias")

    def test_paths_of_one_machine(self):
        for text in ("see /wo" + "rk/a\n", "cd '/ro" + "ot/b'\n"):
            self.check_fires("README.md", text, "a path of one machine")
        self.check_silent("README.md", "a frame/work/shop, /rootfs/a, $HOME/root/a\n")

    def test_registries(self):
        self.check_fires("scripts/a", "pip -i https://pypi" + ".org/simple\n", "package registry")
        self.check_fires("scripts/a", "http://deb" + ".debian.org/debian\n", "package registry")


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    tests = unittest.defaultTestLoader.loadTestsFromTestCase(Rules)
    if not unittest.TextTestRunner(verbosity=0).run(tests).wasSuccessful():
        return 1
    found = breaches(Path(sys.argv[1]))
    print("\n".join(found) if found else "no breach of the layering rules")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
