// Other people's programs, which judge what heafs writes. All come with scripts/setup.
#pragma once

#include <filesystem>
#include <string>

namespace heafs {

// What `command`, a line for the shell, writes to stdout and stderr. Raises Fault::kSystem when it
// cannot be started.
std::string output_of(const std::string& command);

// The complaints of fitsverify, errors and warnings, about one FITS file, gzipped or not: empty
// when it counts none.
std::string complaints_of_fitsverify(const std::filesystem::path& file);

// The output of a Python script that can import astropy; `file` is its sys.argv[1]. A warning of
// astropy, such as one about a checksum, is an exception there.
std::string output_of_astropy(const std::string& script, const std::filesystem::path& file);

}  // namespace heafs
