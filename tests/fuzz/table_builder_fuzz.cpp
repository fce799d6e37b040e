// Any bytes as a table in TDAT that becomes a segment: refused, or its export reads back as the
// same table.
#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

#include "config/base/error.h"
#include "core/tables/table_builder.h"
#include "core/tdat/tdat_reader.h"
#include "core/tdat/tdat_writer.h"

namespace {

using namespace heafs;

UniqueFd memory_file() { return UniqueFd(::memfd_create("fuzz", MFD_CLOEXEC)); }

// Nothing when there is no whole header or no row fits.
std::shared_ptr<const TableSegment> table_of(std::span<const std::byte> bytes) {
    UniqueFd output = memory_file();
    const UniqueFd scratch = memory_file();
    std::unique_ptr<TableBuilder> builder;
    TdatReader reader({[&](const TdatHeader& header) {
                           if (!header.schema.columns.empty())
                               builder = std::make_unique<TableBuilder>(
                                   output.get(), scratch.get(), header.schema,
                                   TableBuilder::Settings{.widen_texts = true});
                       },
                       [&](const TdatRow& row) { builder->add(row.values); },
                       {}});
    reader.feed(bytes);
    reader.finish();
    if (!builder) return nullptr;
    builder->finish({});
    return TableSegment::map(std::move(output), "fuzz");
}

std::string export_of(const TableSegment& table) {
    std::string text(table.tdat_header());
    text += table.records(0, table.size());
    return text += kTdatEnd;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::string text;
    try {
        const auto table = table_of(std::as_bytes(std::span(data, size)));
        if (!table) return 0;
        text = export_of(*table);
    } catch (const Error&) {
        return 0;
    }
    const auto again = table_of(std::as_bytes(std::span(text)));
    if (const std::string second = again ? export_of(*again) : ""; second != text) {
        std::fprintf(stderr, "exported:\n%s\nread and exported:\n%s\n", text.c_str(),
                     second.c_str());
        std::abort();
    }
    return 0;
}
