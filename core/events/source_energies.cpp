#include "core/events/source_energies.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <memory>

#include "config/base/error.h"
#include "core/fits/big_endian.h"

namespace heafs {
namespace {

constexpr int64_t kMostBits = 32;

int32_t legal_channel(const NumericColumn& column, const char* root, int otherwise) {
    const double value = column.real_keyword(root).value_or(otherwise);
    if (value >= INT32_MIN && value <= INT32_MAX) return static_cast<int32_t>(value);
    throw Error(Fault::kMalformed, fmt::format("{}{} is no channel", root, column.column().number));
}

}  // namespace

SourceEnergies::SourceEnergies(const FitsHdu& table, const Instrument& instrument)
    : scale_(instrument.energy), column_(table, instrument.energy.column) {
    first_ = scale_.first_channel;
    last_ = scale_.last_channel;
    if (scale_.kind == EnergyKind::kEnergies) {
        check_unit();
        least_ = std::max(0.0, column_.real_keyword("TLMIN").value_or(0));
        most_ = column_.real_keyword("TLMAX").value_or(std::numeric_limits<double>::max());
        return;
    }
    if (!column_.is_integer())
        throw Error(Fault::kMalformed, fmt::format("column {} holds no channels", scale_.column));
    first_ = legal_channel(column_, "TLMIN", first_);
    last_ = legal_channel(column_, "TLMAX", last_);
}

void SourceEnergies::check_unit() const {
    const std::string unit = column_.text_keyword("TUNIT").value_or("");
    if (!unit.empty() && unit != scale_.unit)
        throw Error(Fault::kMalformed,
                    fmt::format("column {} is in {}, not in {}", scale_.column, unit, scale_.unit));
}

std::optional<int32_t> SourceEnergies::at(int64_t row) const {
    if (scale_.kind == EnergyKind::kEnergies) {
        const double energy = column_.real(row);
        if (!(energy >= least_ && energy <= most_)) return std::nullopt;
        const auto kept = static_cast<float>(energy + 0.0);  // -0 has other bits than 0
        return std::isfinite(kept) ? std::optional(std::bit_cast<int32_t>(kept)) : std::nullopt;
    }
    const auto channel = column_.integer(row);
    if (!channel || *channel < first_ || *channel > last_) return std::nullopt;
    return static_cast<int32_t>(*channel);
}

class SourceSelections::Reader {
   public:
    virtual ~Reader() = default;
    virtual double value(int64_t row) const = 0;

    // Null where the table has no such column.
    static std::shared_ptr<const Reader> find(const FitsHdu& table, const std::string& name);

   private:
    class Numbers;
    class Bits;
};

class SourceSelections::Reader::Numbers : public Reader {
   public:
    Numbers(const FitsHdu& table, const std::string& name) : column_(table, name) {}
    double value(int64_t row) const override { return column_.real(row); }

   private:
    NumericColumn column_;
};

class SourceSelections::Reader::Bits : public Reader {
   public:
    Bits(const FitsHdu& table, const BinaryColumn& column) : table_(table), column_(column) {}
    double value(int64_t row) const override {
        const auto at = static_cast<size_t>(row * table_.row_bytes() + column_.offset);
        const auto bytes = static_cast<size_t>(column_.form.width);
        uint64_t value = 0;
        for (size_t i = 0; i < bytes; ++i)
            value = value << 8 | static_cast<uint64_t>(table_.data()[at + i]);
        const auto unused = static_cast<int64_t>(8 * bytes) - column_.form.repeat;
        return static_cast<double>(value >> unused);
    }

   private:
    const FitsHdu& table_;
    BinaryColumn column_;
};

std::shared_ptr<const SourceSelections::Reader> SourceSelections::Reader::find(
    const FitsHdu& table, const std::string& name) {
    const BinaryColumn* const column = table.find_column(name);
    if (column == nullptr || column->form.repeat < 1) return nullptr;
    if (column->form.type == 'X')
        return column->form.repeat <= kMostBits ? std::make_shared<Bits>(table, *column) : nullptr;
    if (std::string_view("BIJKED").find(column->form.type) == std::string_view::npos)
        return nullptr;
    return std::make_shared<Numbers>(table, name);
}

SourceSelections::SourceSelections(const FitsHdu& table, const Instrument& instrument) {
    for (size_t n = 0; n < instrument.selections.size(); ++n) {
        Asked asked{static_cast<int32_t>(uint32_t{1} << n), {}};
        for (const Condition& condition : instrument.selections[n].conditions)
            asked.conditions.emplace_back(&condition, Reader::find(table, condition.column));
        const bool known = std::all_of(asked.conditions.begin(), asked.conditions.end(),
                                       [](const auto& one) { return one.second != nullptr; });
        if (known) asked_.push_back(std::move(asked));
    }
}

int32_t SourceSelections::bits(int64_t row) const {
    int32_t bits = 0;
    for (const Asked& asked : asked_)
        if (std::all_of(asked.conditions.begin(), asked.conditions.end(),
                        [&](const auto& one) { return one.first->holds(one.second->value(row)); }))
            bits |= asked.bit;
    return bits;
}

}  // namespace heafs
