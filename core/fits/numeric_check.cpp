#include "core/fits/numeric_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <type_traits>

#include "core/fits/big_endian.h"

namespace heafs {
namespace {

template <typename T>
bool is_finite(T value) {
    if constexpr (std::is_floating_point_v<T>) return std::isfinite(value);
    return true;
}

template <typename T>
struct Range {
    T least = std::numeric_limits<T>::max();
    T most = std::numeric_limits<T>::lowest();
    bool odd = false;       // there are nulls, NaN or infinite values: the range is of no use then
    bool descends = false;  // there is a value below the one before
};

template <typename T>
class TypedColumn : public NumericCheck {
   public:
    TypedColumn(const BinaryColumn& column, const ColumnKeywords& keywords)
        : NumericCheck(column, keywords) {
        if constexpr (std::is_integral_v<T>) {
            const auto null = integer_of(keywords.null);
            if (null && *null >= std::numeric_limits<T>::min() &&
                *null <= std::numeric_limits<T>::max()) {
                has_null_ = true;
                null_ = static_cast<T>(*null);
            }
        }
    }

    void take(const CellRun& run) override {
        constexpr auto kSize = static_cast<int64_t>(sizeof(T));
        if (run.rows == 0 || run.elements == 0) return;
        const bool packed = run.stride == run.elements * kSize;
        for (int64_t row = 0; row < (packed ? 1 : run.rows); ++row) {
            if (!packed && run.elements == 1) {
                take_values(run, run.first, run.stride, run.rows, 0);
                return;
            }
            const int64_t count = packed ? run.rows * run.elements : run.elements;
            take_values(run, run.first + row * run.stride, kSize, count, row);
        }
    }

   private:
    // The common case, a pass without branches; whatever is odd is looked at a second time.
    void take_values(const CellRun& run, const std::byte* first, int64_t stride, int64_t count,
                     int64_t row) {
        const Range<T> range = pass(first, stride, count);
        const bool descends = scalar_ && facts_.ascending && (range.descends || scale_ < 0);
        const bool beyond = has_limits() && (outside(physical(static_cast<double>(range.least))) ||
                                             outside(physical(static_cast<double>(range.most))));
        if (range.odd || descends || beyond) {
            look_closely(run, first, stride, count, row);
            return;
        }
        facts_.values += count;
        widen(range.least);
        widen(range.most);
        last_ = load_big_endian<T>(first + (count - 1) * stride);
        has_last_ = true;
    }

    // Values are laid side by side first, in batches that the compiler makes vectors of.
    Range<T> pass(const std::byte* first, int64_t stride, int64_t count) const {
        constexpr int64_t kBatch = 512;
        std::array<T, kBatch + 1> batch;  // behind the value before the batch
        batch[0] = has_last_ ? last_ : std::numeric_limits<T>::lowest();
        Range<T> range;
        for (int64_t begin = 0; begin < count; begin += kBatch) {
            const auto size = static_cast<size_t>(std::min(kBatch, count - begin));
            const std::byte* at = first + begin * stride;
            for (size_t i = 1; i <= size; ++i, at += stride) batch[i] = load_big_endian<T>(at);
            widen_range(range, batch.data(), size);
            batch[0] = batch[size];
        }
        return range;
    }

    // `values` are `size` behind the value before them. Flags are as wide as values, for vectors.
    void widen_range(Range<T>& range, const T* values, size_t size) const {
        using Flag = BitsOf<T>;
        const Flag has_null = has_null_ ? 1 : 0;
        const T null = null_;
        T least = range.least;
        T most = range.most;
        Flag odd = 0;
        Flag descends = 0;
        for (size_t i = 1; i <= size; ++i) {
            const T value = values[i];
            least = value < least ? value : least;
            most = value > most ? value : most;
            if constexpr (std::is_integral_v<T>)
                odd = static_cast<Flag>(odd | (static_cast<Flag>(value == null) & has_null));
            else
                odd = static_cast<Flag>(odd | static_cast<Flag>(!is_finite(value)));
            descends = static_cast<Flag>(descends | static_cast<Flag>(value < values[i - 1]));
        }
        range.least = least;
        range.most = most;
        range.odd = range.odd || odd != 0;
        range.descends = range.descends || descends != 0;
    }

    void look_closely(const CellRun& run, const std::byte* first, int64_t stride, int64_t count,
                      int64_t row) {
        for (int64_t i = 0; i < count; ++i) {
            const T value = load_big_endian<T>(first + i * stride);
            if (has_null_ && value == null_) continue;
            const int64_t number = run.row + row + i / (run.elements == 1 ? 1 : run.elements);
            if (!is_finite(value)) {
                if (facts_.nans++ == 0) facts_.first_nan_row = number + 1;
                continue;
            }
            ++facts_.values;
            widen(value);
            note_outside(physical(static_cast<double>(value)), number);
            const bool descends = has_last_ && (scale_ < 0 ? value > last_ : value < last_);
            if (descends && scalar_ && facts_.ascending) {
                facts_.ascending = false;
                facts_.first_descending_row = number + 1;
            }
            last_ = value;
            has_last_ = true;
        }
    }

    void widen(T value) {
        const double real = physical(static_cast<double>(value));
        facts_.least = any_ ? std::min(facts_.least, real) : real;
        facts_.most = any_ ? std::max(facts_.most, real) : real;
        any_ = true;
    }

    bool has_null_ = false;
    T null_{};
    bool has_last_ = false;
    T last_{};
    bool any_ = false;
};

Finding column_finding(const char* rule, Severity severity, const Header& header,
                       const ColumnFacts& facts, const std::string& sentence) {
    Finding finding;
    finding.rule = rule;
    finding.severity = severity;
    finding.hdu = header.hdu;
    finding.extname = header.extname;
    finding.column = facts.name;
    const std::string name = facts.name.empty() ? "" : fmt::format(" ({})", quoted(facts.name));
    finding.text =
        fmt::format("{}, column {}{}: {}.", hdu_label(header), facts.number, name, sentence);
    return finding;
}

// Header text has fewer digits than the values it was made of.
bool nearly(double a, double b) {
    constexpr double kDigits = 1e-5;
    return std::abs(a - b) <= kDigits * std::max(std::abs(a), std::abs(b));
}

}  // namespace

NumericCheck::NumericCheck(const BinaryColumn& column, const ColumnKeywords& keywords)
    : scale_(number_of(keywords.scale).value_or(1)),
      zero_(number_of(keywords.zero).value_or(0)),
      scalar_(column.form.repeat == 1),
      legal_min_(number_of(keywords.legal_min)),
      legal_max_(number_of(keywords.legal_max)),
      data_min_(number_of(keywords.data_min)),
      data_max_(number_of(keywords.data_max)) {
    facts_.number = column.number;
    facts_.name = column.name;
    if (keywords.form != nullptr) facts_.form = keywords.form->value;
    // Vectors are filled up with values beyond the limits, the 3 x 3 pixels of Swift with -1.
    if (!scalar_) legal_min_ = legal_max_ = std::nullopt;
    if (column.form.type == 'E') {
        // 0.1 of the header and 0.1 of the column are the same number.
        if (legal_min_) legal_min_ = static_cast<double>(static_cast<float>(*legal_min_));
        if (legal_max_) legal_max_ = static_cast<double>(static_cast<float>(*legal_max_));
    }
}

void NumericCheck::note_outside(double value, int64_t row) {
    if (!outside(value) || outside_++ > 0) return;
    first_outside_row_ = row + 1;
    first_outside_ = value;
}

void NumericCheck::report(const Header& header, bool is_time, FindingList& findings) const {
    const bool legal = !legal_min_ || !legal_max_ || *legal_min_ <= *legal_max_;
    if (outside_ > 0 && legal && findings.wants("TAB-017")) report_outside(header, findings);
    report_data_range(header, findings);
    if (is_time && facts_.nans > 0 && findings.wants("TAB-019")) report_nan(header, findings);
}

void NumericCheck::report_outside(const Header& header, FindingList& findings) const {
    const std::string range =
        fmt::format("{}..{}", legal_min_ ? fmt::format("{}", *legal_min_) : "",
                    legal_max_ ? fmt::format("{}", *legal_max_) : "");
    Finding finding = column_finding(
        "TAB-017", Severity::kWarning, header, facts_,
        fmt::format("{} of {} values are outside {} of TLMIN and TLMAX, the first "
                    "is {} in row {}",
                    outside_, facts_.values, range, first_outside_, first_outside_row_));
    finding.row = first_outside_row_;
    finding.found = fmt::format("{}", first_outside_);
    finding.expected = range;
    finding.remedy =
        fmt::format("Correct TLMIN{0} and TLMAX{0}, or mark the values as null", facts_.number);
    findings.add(std::move(finding));
}

void NumericCheck::report_data_range(const Header& header, FindingList& findings) const {
    if (facts_.values == 0) return;
    // TDMIN above TDMAX says that neither is defined (FITS 4.0, 7.3.2).
    if (data_min_ && data_max_ && *data_min_ > *data_max_) return;
    const bool low = data_min_ && !nearly(*data_min_, facts_.least);
    const bool high = data_max_ && !nearly(*data_max_, facts_.most);
    if ((!low && !high) || !findings.wants("TAB-018")) return;
    const double stated = low ? *data_min_ : *data_max_;
    const double actual = low ? facts_.least : facts_.most;
    Finding finding =
        column_finding("TAB-018", Severity::kWarning, header, facts_,
                       fmt::format("{}{} is {}, but the {} value is {}", low ? "TDMIN" : "TDMAX",
                                   facts_.number, stated, low ? "least" : "greatest", actual));
    finding.found = fmt::format("{}", stated);
    finding.expected = fmt::format("{}", actual);
    finding.remedy = "Compute TDMIN and TDMAX again when the rows change, or leave them out";
    findings.add(std::move(finding));
}

void NumericCheck::report_nan(const Header& header, FindingList& findings) const {
    Finding finding =
        column_finding("TAB-019", Severity::kError, header, facts_,
                       fmt::format("{} values are NaN or infinite, the first in row {}",
                                   facts_.nans, facts_.first_nan_row));
    finding.row = facts_.first_nan_row;
    finding.found = "NaN or infinite";
    finding.expected = "a time";
    finding.remedy = "Remove these rows, or write their times";
    findings.add(std::move(finding));
}

std::unique_ptr<NumericCheck> make_numeric_check(const BinaryColumn& column,
                                                 const ColumnKeywords& keywords) {
    switch (column.form.type) {
        case 'B':
            return std::make_unique<TypedColumn<uint8_t>>(column, keywords);
        case 'I':
            return std::make_unique<TypedColumn<int16_t>>(column, keywords);
        case 'J':
            return std::make_unique<TypedColumn<int32_t>>(column, keywords);
        case 'K':
            return std::make_unique<TypedColumn<int64_t>>(column, keywords);
        case 'E':
            return std::make_unique<TypedColumn<float>>(column, keywords);
        case 'D':
            return std::make_unique<TypedColumn<double>>(column, keywords);
        default:
            return nullptr;
    }
}

}  // namespace heafs
