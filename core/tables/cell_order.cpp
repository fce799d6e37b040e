#include "core/tables/cell_order.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "core/fits/big_endian.h"
#include "core/fits/integer_cell.h"

namespace heafs {
namespace {

constexpr int64_t kPieceBytes = 8;
constexpr int64_t kMostPieces = 31;  // behind the key
constexpr uint64_t kSign = uint64_t{1} << 63;

// The first characters, folded, as a number that has their order.
uint64_t piece_of(std::string_view text) {
    uint64_t piece = 0;
    for (size_t i = 0; i < kPieceBytes; ++i) {
        const char c = i < text.size() ? folded(text[i]) : '\0';
        piece = piece << 8 | static_cast<unsigned char>(c);
    }
    return piece;
}

std::optional<uint64_t> real_key(double value) {
    if (std::isnan(value)) return std::nullopt;
    const auto bits = std::bit_cast<uint64_t>(value == 0 ? 0.0 : value);
    return (bits & kSign) != 0 ? ~bits : bits | kSign;
}

}  // namespace

int compare_folded(std::string_view a, std::string_view b) {
    const size_t common = std::min(a.size(), b.size());
    for (size_t i = 0; i < common; ++i) {
        const auto x = static_cast<unsigned char>(folded(a[i]));
        const auto y = static_cast<unsigned char>(folded(b[i]));
        if (x != y) return x < y ? -1 : 1;
    }
    return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}

std::string_view CellOrder::text(uint32_t row) const {
    const auto* at = reinterpret_cast<const char*>(cell(row));
    return {at, ::strnlen(at, static_cast<size_t>(layout_.width))};
}

std::optional<uint64_t> CellOrder::key(uint32_t row) const {
    const std::byte* at = cell(row);
    switch (layout_.letter) {
        case 'A': {
            const std::string_view value = text(row);
            return value.empty() ? std::nullopt : std::optional(piece_of(value));
        }
        case 'E':
            return real_key(load_big_endian<float>(at));
        case 'D':
            return real_key(load_big_endian<double>(at));
        default: {
            const int64_t value = load_integer_cell(at, layout_.letter);
            if (null_ && value == *null_) return std::nullopt;
            return static_cast<uint64_t>(value) ^ kSign;
        }
    }
}

int CellOrder::pieces() const {
    return static_cast<int>(
        std::min(kMostPieces, (layout_.width + kPieceBytes - 1) / kPieceBytes - 1));
}

uint64_t CellOrder::piece(uint32_t row, int number) const {
    const std::string_view whole(reinterpret_cast<const char*>(cell(row)),
                                 static_cast<size_t>(layout_.width));
    const auto begin = static_cast<size_t>((number + 1) * kPieceBytes);
    return begin < whole.size() ? piece_of(whole.substr(begin)) : piece_of({});
}

int CellOrder::compare(uint32_t a, uint32_t b) const { return compare_folded(text(a), text(b)); }

}  // namespace heafs
