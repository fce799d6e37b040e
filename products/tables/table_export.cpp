#include "products/tables/table_export.h"

#include <fmt/format.h>

#include <span>

#include "config/base/error.h"
#include "core/base/sha256.h"
#include "core/base/write_at.h"
#include "core/tdat/tdat_writer.h"
#include "products/tables/fits_table.h"

namespace heafs {
namespace {

// Part of every key: to be raised when the same table is written in other bytes than before.
constexpr int kTableFormat = 1;
constexpr size_t kBufferBytes = size_t{1} << 20;

// Writes texts one behind the other.
class Output {
   public:
    Output(int fd, std::string what) : fd_(fd), what_(std::move(what)) {}
    void add(std::string_view text) {
        buffer_ += text;
        if (buffer_.size() >= kBufferBytes) flush();
    }
    void flush() {
        write_at(fd_, std::as_bytes(std::span(buffer_)), at_, what_);
        at_ += static_cast<int64_t>(buffer_.size());
        buffer_.clear();
    }

   private:
    int fd_;
    std::string what_;
    std::string buffer_;
    int64_t at_ = 0;
};

Product product_of(const TableVersion& version, const char* format) {
    Product product;
    product.path = fmt::format("tables/{}.{}", version.schema.name, format);
    product.key =
        sha256_hex(fmt::format("{}\n{}\n{}", product.path, kTableFormat, version.content_hash));
    product.mtime_ns = version.last_date ? nanoseconds_of(*version.last_date) : 0;
    product.provenance = version.content_hash;
    return product;
}

}  // namespace

std::shared_ptr<const Product> plan_tdat_export(std::shared_ptr<const TableVersion> version) {
    Product product = product_of(*version, "tdat");
    product.size = version->tdat_size;
    product.render = [version, path = product.path](int fd) {
        Output output(fd, path);
        output.add(version->tdat_header);
        for (const auto& row : version->rows) output.add(row->tdat);
        output.add(kTdatEnd);
        output.flush();
    };
    return std::make_shared<const Product>(std::move(product));
}

std::shared_ptr<const Product> plan_fits_export(std::shared_ptr<const TableVersion> version) {
    Product product = product_of(*version, "fits");
    product.size = fits_table_size(*version);
    product.render = [version, path = product.path](int fd) {
        const std::vector<std::byte> bytes = render_fits_table(*version);
        Output output(fd, path);
        output.add({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
        output.flush();
    };
    return std::make_shared<const Product>(std::move(product));
}

}  // namespace heafs
