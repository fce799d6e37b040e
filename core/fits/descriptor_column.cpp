#include "core/fits/descriptor_column.h"

#include <fmt/format.h>

#include <cstring>

#include "core/fits/big_endian.h"

namespace heafs {
namespace {

// The bytes that `elements` of `type` take, 2^63 if more than that.
uint64_t heap_need(uint64_t elements, char type) {
    constexpr uint64_t kTooMuch = uint64_t{1} << 63;
    const auto bits = static_cast<uint64_t>(element_bits(type));
    if (bits == 1) return elements / 8 + (elements % 8 != 0 ? 1 : 0);
    uint64_t bytes = 0;
    return __builtin_mul_overflow(elements, bits / 8, &bytes) ? kTooMuch : bytes;
}

}  // namespace

std::optional<HeapArray> DescriptorColumn::take(const std::byte* descriptor, int64_t row,
                                                int64_t offset) {
    const BinaryForm& form = column_.form;
    const bool is_short = form.type == 'P';
    const uint64_t elements = is_short
                                  ? static_cast<uint32_t>(load_big_endian<int32_t>(descriptor))
                                  : static_cast<uint64_t>(load_big_endian<int64_t>(descriptor));
    if (elements == 0)
        return std::nullopt;  // there is no array, and the offset means nothing (7.3.5)
    const uint64_t place = is_short
                               ? static_cast<uint32_t>(load_big_endian<int32_t>(descriptor + 4))
                               : static_cast<uint64_t>(load_big_endian<int64_t>(descriptor + 8));
    const uint64_t need = heap_need(elements, form.element);
    const auto heap = static_cast<uint64_t>(heap_bytes_);
    const bool short_enough =
        form.max_elements < 0 || elements <= static_cast<uint64_t>(form.max_elements);
    if (need <= heap && place <= heap - need && short_enough)
        return HeapArray{static_cast<int64_t>(place), static_cast<int64_t>(elements),
                         static_cast<int64_t>(need)};
    good_ = false;
    if (findings_.wants("TAB-014")) report(row, offset, elements, place);
    return std::nullopt;
}

std::optional<HeapArray> DescriptorColumn::take_part(std::span<const std::byte> part, int64_t at,
                                                     int64_t row, int64_t offset) {
    std::memcpy(cut_.data() + at, part.data(), part.size());
    if (at + static_cast<int64_t>(part.size()) < column_.form.width) return std::nullopt;
    return take(cut_.data(), row, offset);
}

void DescriptorColumn::report(int64_t row, int64_t offset, uint64_t elements,
                              uint64_t place) const {
    const uint64_t need = heap_need(elements, column_.form.element);
    const auto heap = static_cast<uint64_t>(heap_bytes_);
    const bool inside = need <= heap && place <= heap - need;
    Finding finding;
    finding.rule = "TAB-014";
    finding.severity = Severity::kFatal;
    finding.hdu = header_.hdu;
    finding.extname = header_.extname;
    finding.row = row + 1;
    finding.column = column_.name;
    finding.offset = offset;
    finding.found = fmt::format("{} elements ({} bytes) at {}", elements, need, place);
    finding.expected = inside
                           ? fmt::format("at most {} elements", column_.form.max_elements)
                           : fmt::format("an array within the {} bytes of the heap", heap_bytes_);
    finding.text =
        inside
            ? fmt::format("{}, row {}, {}: the array has {} elements, but TFORM{} allows {}.",
                          hdu_label(header_), row + 1, column_label(column_), elements,
                          column_.number, column_.form.max_elements)
            : fmt::format(
                  "{}, row {}, {}: the array is {} bytes long from byte {} of the heap on, which "
                  "has only {} bytes.",
                  hdu_label(header_), row + 1, column_label(column_), need, place, heap_bytes_);
    finding.remedy =
        "Write the table again with a program that keeps heap and descriptors together";
    findings_.add(std::move(finding));
}

}  // namespace heafs
