#include "core/tables/table_builder.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <functional>
#include <limits>

#include "config/base/error.h"
#include "core/base/sha256.h"
#include "core/base/unique_fd.h"
#include "core/fits/segment_file.h"
#include "core/tables/mapped_rows.h"
#include "core/tables/row_encoder.h"
#include "core/tables/row_orders.h"
#include "core/tables/schema_text.h"
#include "core/tables/segment_headers.h"
#include "core/tdat/tdat_number.h"
#include "core/tdat/tdat_reader.h"
#include "core/tdat/tdat_writer.h"

namespace heafs {
namespace {

constexpr size_t kRecordPiece = size_t{1} << 20;
constexpr size_t kLengthPiece = size_t{64} << 10;
constexpr int64_t kMostRows = std::numeric_limits<int32_t>::max();
constexpr int64_t kMostRecordBytes = kMaxTdatLine;
// Of the hash that stands in the headers: they are as long before it is known.
const std::string kUnsetHash(64, '0');

// Of one record, in TDAT and in CSV.
struct Lengths {
    uint32_t record = 0;
    uint32_t csv = 0;
};

void refuse_unwritable(const std::string& text, const TableSchema& schema) {
    for (const char c : text)
        if (c == '\n' || c == '\r' || c == '\0')
            throw Error(Fault::kMalformed,
                        fmt::format("the header of the table {} cannot be written in TDAT: '{}' "
                                    "has more than one line",
                                    schema.name, text));
}

void check_schema(const TableSchema& schema) {
    if (schema.columns.empty())
        throw Error(Fault::kMalformed, fmt::format("the table {} has no columns", schema.name));
    for (const std::string* text :
         {&schema.name, &schema.description, &schema.document_url, &schema.security})
        refuse_unwritable(*text, schema);
    for (const TableColumn& column : schema.columns) {
        for (const std::string* text : {&column.name, &column.format, &column.unit, &column.ucd,
                                        &column.description, &column.comment})
            refuse_unwritable(*text, schema);
        const auto same = [&](const TableColumn& other) { return other.name == column.name; };
        if (std::count_if(schema.columns.begin(), schema.columns.end(), same) > 1)
            throw Error(Fault::kMalformed,
                        fmt::format("the table {} has two columns {}", schema.name, column.name));
    }
    for (const auto* list : {&schema.virtual_parameters, &schema.relations})
        for (const auto& [key, value] : *list) {
            refuse_unwritable(key, schema);
            refuse_unwritable(value, schema);
        }
    const auto read = parse_schema_text(tdat_header(schema, {}));
    if (!read || read->schema.columns.size() != schema.columns.size())
        throw Error(Fault::kMalformed,
                    fmt::format("the header of the table {} cannot be read back", schema.name));
}

std::string date_text(const std::optional<CalendarMoment>& moment) {
    return moment ? text_of(*moment, ' ') : std::string();
}

}  // namespace

class TableBuilder::Work {
   public:
    Work(int output, int scratch, TableSchema schema, Settings settings)
        : schema_(std::move(schema)),
          settings_(settings),
          file_(output),
          scratch_(scratch),
          records_(scratch_, kRecordPiece),
          lengths_(scratch_, kLengthPiece) {
        check_schema(schema_);
        encoder_.emplace(schema_, settings.widen_texts ? RowEncoder::Texts::kOfAnyWidth
                                                       : RowEncoder::Texts::kAsWideAsSaid);
        if (!settings.widen_texts) begin_rows();
    }

    RowEncoder& encoder() { return *encoder_; }
    int64_t rows() const { return rows_; }

    // The row that the encoder has.
    void take_row() {
        if (rows_ == kMostRows)
            throw Error(Fault::kTooBig,
                        fmt::format("the table {} has more than {} rows", schema_.name, kMostRows));
        const std::string_view record = encoder_->record();
        if (static_cast<int64_t>(record.size()) > kMostRecordBytes)
            throw Error(Fault::kTooBig, fmt::format("table {}, row {} has more than {} bytes",
                                                    schema_.name, rows_ + 1, kMostRecordBytes));
        records_.add(std::as_bytes(std::span(record)));
        const Lengths lengths{static_cast<uint32_t>(record.size()),
                              static_cast<uint32_t>(encoder_->csv_bytes())};
        lengths_.add(std::as_bytes(std::span(&lengths, 1)));
        if (rows_stretch_) rows_stretch_->add_bytes(encoder_->fits_row());
        ++rows_;
    }

    void finish(const TableDates& dates) {
        assert(!finished_);
        finished_ = true;
        settle_widths();
        settle_nulls();
        if (!rows_stretch_) encode_again();
        const int64_t bytes = rows_ * layout_.row_bytes;
        rows_sum_ = rows_stretch_->finish(padded_bytes(bytes) - bytes);
        rows_stretch_.reset();
        // The same room as begin_rows() took, now that its size is known.
        const auto primary = file_.add_hdu(primary_header({}, kUnsetHash), 0);
        const auto table = file_.add_hdu(rows_header({}, kUnsetHash), bytes);
        assert(table.data == rows_at_);
        const std::string header =
            tdat_header(schema_, {rows_, date_text(dates.created), date_text(dates.modified)});
        append_schema(header);
        const std::string hash = append_records(header);
        append_orders();
        append_ranges();
        file_.write_header(table, rows_header(dates, hash), rows_sum_);
        file_.write_header(primary, primary_header(dates, hash), {});
    }

   private:
    HeaderText primary_header(const TableDates& dates, const std::string& hash) const {
        return segment_primary_header(schema_, rows_, dates, hash);
    }
    HeaderText rows_header(const TableDates& dates, const std::string& hash) const {
        return fits_table_header(schema_, {rows_, dates.modified, hash, nulls_});
    }

    // The rows go to where they stay: what comes before them has its size already.
    void begin_rows() {
        layout_ = row_layout(schema_);
        rows_at_ = primary_header({}, kUnsetHash).bytes() + rows_header({}, kUnsetHash).bytes();
        rows_stretch_.emplace(file_.fd(), rows_at_);
    }

    void settle_widths() {
        if (!settings_.widen_texts) return;
        for (size_t i = 0; i < schema_.columns.size(); ++i) {
            ColumnType& type = schema_.columns[i].type;
            if (type.cell == CellType::kText)
                type.length = std::max(type.length, encoder_->summaries()[i].longest());
        }
    }

    // The smallest number of the column's type that is no value in it stands for null.
    void settle_nulls() {
        nulls_.assign(schema_.columns.size(), std::nullopt);
        const RowLayout layout = row_layout(schema_);
        for (size_t i = 0; i < nulls_.size(); ++i) {
            if (!is_integer(schema_.columns[i].type.cell)) continue;
            const ColumnSummary& summary = encoder_->summaries()[i];
            nulls_[i] = absent_value(i, layout.cells[i].letter);
            if (summary.nulls() == 0 || nulls_[i] == least_of(layout.cells[i].letter)) continue;
            if (!nulls_[i])
                throw Error(Fault::kMalformed,
                            fmt::format("table {}: {} has every value of its type and nulls beside "
                                        "them: nothing is left to stand for null",
                                        schema_.name, schema_.columns[i].name));
            rows_stretch_.reset();  // its nulls stand there as the least value, which has come
        }
    }

    std::optional<int64_t> absent_value(size_t column, char letter) {
        const LowValues& low = encoder_->summaries()[column].low_values();
        auto absent = low.absent();
        if (absent || letter == 'I') return absent;
        for (int64_t from = low.end(); !absent; from += static_cast<int64_t>(LowValues::kValues)) {
            LowValues next(from);
            replay([&](std::span<const std::string_view> values, int64_t) {
                TdatInteger whole;
                if (!values[column].empty() && parse_tdat_integer(values[column], CellType::kInt8,
                                                                  whole) == NumberFault::kNone)
                    next.add(whole.value);
            });
            absent = next.absent();
        }
        return absent;
    }

    // All rows once more, out of their records.
    void replay(const std::function<void(std::span<const std::string_view>, int64_t)>& take) const {
        TdatReader reader({{}, [&](const TdatRow& row) { take(row.values, row.number); }, {}});
        const std::string header = tdat_header(schema_, {});
        reader.feed(std::as_bytes(std::span(header)));
        records_.each([&](std::span<const std::byte> bytes) { reader.feed(bytes); });
        [[maybe_unused]] const TdatSummary summary = reader.finish();
        assert(summary.rows == rows_);
    }

    void encode_again() {
        begin_rows();
        RowEncoder again(schema_, RowEncoder::Texts::kAsWideAsSaid);
        for (size_t i = 0; i < nulls_.size(); ++i)
            if (nulls_[i]) again.set_null(i, *nulls_[i]);
        replay([&](std::span<const std::string_view> values, int64_t row) {
            again.encode(values, row);
            rows_stretch_->add_bytes(again.fits_row());
        });
    }

    void append_schema(const std::string& header) {
        const auto bytes = std::as_bytes(std::span(header));
        file_.append(schema_header(static_cast<int64_t>(bytes.size())),
                     {bytes.begin(), bytes.end()});
    }

    // Returns the hash of the whole export.
    std::string append_records(const std::string& header) {
        const HeaderText text = records_header(rows_, records_.bytes());
        const int64_t begins = 8 * (rows_ + 1), lengths = 4 * rows_;
        const int64_t bytes = begins + lengths + records_.bytes();
        const auto room = file_.add_hdu(text, bytes);
        Stretch begin(file_.fd(), room.data), csv(file_.fd(), room.data + begins),
            tdat(file_.fd(), room.data + begins + lengths);
        int64_t at = 0;
        lengths_.each([&](std::span<const std::byte> piece) {
            Lengths one;
            for (; !piece.empty(); piece = piece.subspan(sizeof one)) {
                std::memcpy(&one, piece.data(), sizeof one);
                begin.add(at);
                csv.add(static_cast<int32_t>(one.csv));
                at += one.record;
            }
        });
        begin.add(at);
        Sha256 hash;
        hash.update(std::as_bytes(std::span(header)));
        records_.each([&](std::span<const std::byte> piece) {
            hash.update(piece);
            tdat.add_bytes(piece);
        });
        hash.update(std::as_bytes(std::span(kTdatEnd)));
        OnesComplementSum sum = tdat.finish(padded_bytes(bytes) - bytes);
        sum.add(csv.finish());
        sum.add(begin.finish());
        file_.write_header(room, text, sum);
        return hash.hex();
    }

    void append_orders() {
        if (rows_ == 0) return;
        const MappedRows rows(file_.fd(), rows_at_, rows_ * layout_.row_bytes);
        RowOrders orders(file_, scratch_, rows, schema_, layout_, nulls_, rows_);
        orders.append_positions();
        for (size_t i = 0; i < schema_.columns.size(); ++i)
            if (is_indexed(schema_.columns[i])) orders.append_index(i);
    }

    void append_ranges() {
        size_t name_bytes = 1;
        for (const TableColumn& column : schema_.columns)
            name_bytes = std::max(name_bytes, column.name.size());
        std::vector<std::byte> data(schema_.columns.size() * (name_bytes + 32), std::byte{' '});
        std::byte* at = data.data();
        for (size_t i = 0; i < schema_.columns.size(); ++i, at += name_bytes + 32) {
            const ColumnRange range = encoder_->summaries()[i].range();
            const double none = std::numeric_limits<double>::quiet_NaN();
            std::memcpy(at, schema_.columns[i].name.data(), schema_.columns[i].name.size());
            store_big_endian(at + name_bytes, range.least.value_or(none));
            store_big_endian(at + name_bytes + 8, range.most.value_or(none));
            store_big_endian(at + name_bytes + 16, range.nulls);
            store_big_endian(at + name_bytes + 24, range.distinct);
        }
        file_.append(ranges_header(static_cast<int64_t>(schema_.columns.size()),
                                   static_cast<int64_t>(name_bytes)),
                     std::move(data));
    }

    TableSchema schema_;
    const Settings settings_;
    SegmentFile file_;
    ScratchFile scratch_;
    Spool records_;
    Spool lengths_;
    std::optional<RowEncoder> encoder_;
    RowLayout layout_;
    int64_t rows_at_ = 0;
    std::optional<Stretch> rows_stretch_;
    OnesComplementSum rows_sum_;
    std::vector<std::optional<int64_t>> nulls_;
    int64_t rows_ = 0;
    bool finished_ = false;
};

TableBuilder::TableBuilder(int output, int scratch, TableSchema schema)
    : TableBuilder(output, scratch, std::move(schema), Settings()) {}

TableBuilder::TableBuilder(int output, int scratch, TableSchema schema, Settings settings)
    : work_(std::make_unique<Work>(output, scratch, std::move(schema), settings)) {}

TableBuilder::~TableBuilder() = default;

void TableBuilder::add(const TableCells& cells) {
    work_->encoder().encode(cells, work_->rows() + 1);
    work_->take_row();
}

void TableBuilder::add(std::span<const std::string_view> values) {
    work_->encoder().encode(values, work_->rows() + 1);
    work_->take_row();
}

void TableBuilder::add(const TableSegment& other, int64_t row) {
    work_->encoder().copy(other, row);
    work_->take_row();
}

int64_t TableBuilder::rows() const { return work_->rows(); }

void TableBuilder::finish(const TableDates& dates) { work_->finish(dates); }

namespace {

UniqueFd memory_file() {
    UniqueFd fd(::memfd_create("table", MFD_CLOEXEC));
    if (!fd) throw system_error(errno, "make a file in memory");
    return fd;
}

}  // namespace

std::shared_ptr<const TableSegment> build_table(const TableSchema& schema,
                                                std::span<const TableCells> rows,
                                                const TableDates& dates,
                                                TableBuilder::Settings settings) {
    UniqueFd output = memory_file();
    const UniqueFd scratch = memory_file();
    TableBuilder builder(output.get(), scratch.get(), schema, settings);
    for (const TableCells& cells : rows) builder.add(cells);
    builder.finish(dates);
    return TableSegment::map(std::move(output), schema.name);
}

}  // namespace heafs
