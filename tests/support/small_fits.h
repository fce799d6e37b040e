// Small FITS files by the hundred thousand: one template, patched.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace heafs {

inline constexpr size_t kSmallFitsBytes = 2 * 2880;

// A valid FITS file of kSmallFitsBytes with right checksums: a primary image of four pixels and a
// card SEQNO = `n`, distinct for each `n`. `obs_id`: at most 8 characters; blank fits any folder.
// `telescop`: TELESCOP of the mission that takes it, at most 8 characters.
// Takes a few microseconds. Any thread may call it.
std::vector<std::byte> small_fits_file(uint64_t n, std::string_view obs_id = "",
                                       std::string_view telescop = "HALOSAT");

}  // namespace heafs
