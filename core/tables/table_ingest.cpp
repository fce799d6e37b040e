#include "core/tables/table_ingest.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "config/base/error.h"
#include "core/delivery/rules.h"
#include "core/tables/ingest_steps.h"
#include "core/tables/row_maker.h"
#include "core/tables/table_builder.h"
#include "core/tdat/key_set.h"
#include "core/tdat/tdat_check.h"

namespace heafs {
namespace {

uint32_t place_of(int64_t number) {
    return static_cast<uint32_t>(std::min<int64_t>(number, std::numeric_limits<uint32_t>::max()));
}

// After so many rows what was read of mapped files is given up: some megabytes.
constexpr int64_t kRowsInMemory = 16'384;

void give_up_now_and_then(int64_t row, const TableSegment& table) {
    if (row % kRowsInMemory == kRowsInMemory - 1) table.give_up_pages();
}

class Ingest {
   public:
    Ingest(const IngestOrder& order, const IngestFiles& files)
        : order_(order), files_(files), keys_(kMostIngestKeys) {}

    std::vector<Finding> run() {
        if (!order_.settings_text.empty())
            settings_ = parse_table_settings(order_.settings_text, order_.settings_name);
        read();
        if (!doomed_ && builder_) finish();
        if (!doomed_ && !builder_) refuse(make_finding("TDT-001", "", "the file holds no table"));
        if (problems_ > kMostIngestProblems)
            findings_.push_back(
                make_finding("TDT-001", "",
                             fmt::format("and {} more problems, which are not listed",
                                         problems_ - kMostIngestProblems)));
        return std::move(findings_);
    }

   private:
    bool upserts() const { return order_.mode == "upsert" && files_.before != nullptr; }
    bool takes_rows() const { return order_.mode != "header"; }
    bool keeps_rows() const { return files_.before != nullptr && order_.mode != "replace"; }

    void read() {
        TableInputTake take;
        take.header = [this](const TableInputHeader& header) { begin(header); };
        take.row = [this](const TableInputRow& row) { take_row(row); };
        take.problem = [this](Finding finding) { refuse(std::move(finding)); };
        read_table_input(files_.input, order_.extension, take);
    }

    void refuse(Finding finding) {
        const bool fatal = rejects(finding);
        doomed_ = doomed_ || fatal;
        if (!fatal || ++problems_ <= kMostIngestProblems) findings_.push_back(std::move(finding));
    }

    void begin(const TableInputHeader& header) {
        steps_.input = header;
        std::vector<Finding> notes = header.notes;
        plan_ = plan_ingest(order_, header, settings_, files_.before.get(), notes);
        for (Finding& finding : notes) refuse(std::move(finding));
        if (doomed_) return;
        maker_.emplace(plan_);
        for (const TableColumn& column : plan_.schema.columns) {
            judged_.push_back(column);
            if (!plan_.has_widths && column.type.cell == CellType::kText)
                judged_.back().type.length = std::numeric_limits<int32_t>::max();
        }
        guarded([&] {
            const TableBuilder::Settings settings{.widen_texts = !plan_.has_widths};
            if (upserts())
                builder_ = std::make_unique<TableBuilder>(files_.merge, files_.merge_scratch,
                                                          plan_.schema, settings);
            else
                builder_ = std::make_unique<TableBuilder>(files_.output, files_.scratch,
                                                          plan_.schema, settings);
        });
        if (!doomed_ && !upserts() && keeps_rows()) copy_old_rows();
    }

    // What a builder refuses is a problem of the file.
    template <typename Work>
    void guarded(const Work& work) {
        try {
            work();
        } catch (const Error& error) {
            if (error.fault() != Fault::kMalformed && error.fault() != Fault::kTooBig) throw;
            refuse(make_finding("TDT-008", "", error.what()));
        }
    }

    void copy_old_rows() {
        const TableSegment& before = *files_.before;
        for (int64_t row = 0; row < before.size(); ++row) {
            builder_->add(before, row);
            give_up_now_and_then(row, before);
            if (takes_rows() && !plan_.key.empty())
                keys_.add(key_text(plan_, before, row), place_of(row + 1));
        }
        old_rows_ = before.size();
    }

    void take_row(const TableInputRow& row) {
        ++steps_.read;
        if (steps_.read % kRowsInMemory == 0 && files_.give_up_input) files_.give_up_input();
        if (!maker_ || !takes_rows()) return;
        std::vector<Finding> faults;
        const auto values = maker_->make(row, faults);
        const size_t before = problems_;
        for (Finding& fault : faults) refuse(std::move(fault));
        if (!plan_.key.empty()) check_key(row, values);
        if (doomed_) {
            if (before == problems_) judge(row, values);
            return;
        }
        try {
            builder_->add(values);
        } catch (const Error& error) {
            if (error.fault() != Fault::kMalformed && error.fault() != Fault::kTooBig) throw;
            judge(row, values);
            if (before == problems_)
                refuse(make_finding("TDT-003", "", row_place(row.number, row.line) + error.what()));
        }
    }

    void judge(const TableInputRow& row, std::span<const std::string_view> values) {
        for (size_t i = 0; i < values.size(); ++i) {
            const std::string fault = tdat_value_fault(judged_[i], values[i]);
            if (!fault.empty())
                refuse(value_finding(row, plan_.schema.columns[i], values[i], fault));
        }
    }

    // Old rows count from 1, new ones behind them.
    void check_key(const TableInputRow& row, std::span<const std::string_view> values) {
        const std::string key = key_text(plan_, values);
        const int64_t place = row.line > 0 ? row.line : row.number;
        if (keys_.is_full()) ++beyond_;
        const auto found = keys_.add(key, place_of(old_rows_ + (upserts() ? row.number : place)));
        if (!found) return;
        const char* word = row.line > 0 ? "line" : "row";
        std::string text;
        if (*found <= old_rows_)
            text = fmt::format("the unique key '{}' of {} {} is that of row {} of the table",
                               shown_value(key), word, place, *found);
        else
            text = fmt::format("the unique key has the value '{}' in {}s {} and {}",
                               shown_value(key), upserts() ? "row" : word, *found - old_rows_,
                               upserts() ? row.number : place);
        Finding finding = make_finding("TDT-002", "", text);
        finding.row = row.number;
        finding.found = shown_value(key);
        refuse(std::move(finding));
    }

    void finish() {
        const TableDates dates = new_dates();
        guarded([&] {
            if (upserts()) merge(dates);
            if (!doomed_) builder_->finish(dates);
        });
        if (doomed_) return;
        if (beyond_ > 0) {
            refuse(make_finding("TDT-002", "",
                                fmt::format("the keys of {} rows were not compared", beyond_)));
            findings_.back().severity = Severity::kInfo;
        }
        steps_.replaced = replaced_;
        steps_.settings = &settings_;
        steps_.plan = &plan_;
        steps_.counts = maker_->counts();
        steps_.before = keeps_rows() || files_.before ? files_.before.get() : nullptr;
        const auto made = TableSegment::map(files_.output, "the new version");
        for (Finding& step : ingest_steps(order_, steps_, *made))
            findings_.push_back(std::move(step));
    }

    TableDates new_dates() const {
        const TableDates& sent = steps_.input.dates;
        if (files_.before == nullptr) return sent;
        const TableSegment& before = *files_.before;
        const bool replaces = order_.mode == "replace";
        TableDates dates;
        dates.created =
            (replaces && sent.created) || !before.created() ? sent.created : before.created();
        dates.modified = std::max(sent.modified, before.modified());
        return dates;
    }

    // Old rows in their places, those with a new row's key by that row; what is new behind them.
    void merge(const TableDates& dates) {
        if (keys_.is_full())
            return refuse(make_finding(
                "TDT-002", "", fmt::format("upsert takes at most {} rows", kMostIngestKeys)));
        builder_->finish(dates);
        const auto fresh = TableSegment::map(files_.merge, "the new rows");
        builder_ = std::make_unique<TableBuilder>(files_.output, files_.scratch, plan_.schema);
        std::vector<bool> used(static_cast<size_t>(fresh->size()));
        for (int64_t row = 0; row < files_.before->size(); ++row) {
            const auto found = keys_.find(key_text(plan_, *files_.before, row));
            give_up_now_and_then(row, *files_.before);
            if (!found) {
                builder_->add(*files_.before, row);
                continue;
            }
            builder_->add(*fresh, *found - 1);
            give_up_now_and_then(replaced_, *fresh);
            used[*found - 1] = true;
            ++replaced_;
        }
        for (size_t row = 0; row < used.size(); ++row) {
            if (!used[row]) builder_->add(*fresh, static_cast<int64_t>(row));
            give_up_now_and_then(static_cast<int64_t>(row), *fresh);
        }
    }

    const IngestOrder& order_;
    const IngestFiles& files_;
    TableSettings settings_;
    IngestPlan plan_;
    std::vector<TableColumn>
        judged_;  // the plan's columns, texts of any width where none is stated
    std::optional<RowMaker> maker_;
    std::unique_ptr<TableBuilder> builder_;
    KeySet keys_;
    int64_t old_rows_ = 0;
    int64_t replaced_ = 0;
    int64_t beyond_ = 0;
    bool doomed_ = false;
    size_t problems_ = 0;
    std::vector<Finding> findings_;
    IngestSteps steps_;
};

}  // namespace

std::vector<Finding> ingest_table(const IngestOrder& order, const IngestFiles& files) {
    return Ingest(order, files).run();
}

}  // namespace heafs
