// The table of events.fits: the source's columns bit for bit, then RA, DEC and OBS_ID.
//
// Where several sources agree in their columns, clocks and planes, these are theirs; where they do
// not, the columns that all have are kept (those with arrays in a heap never are), TIME goes to the
// first one's clock, and X, Y become float64 on a tangential plane about the asked position.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/fits/hdu_text.h"
#include "products/plan/fits_rows.h"
#include "products/sky/product_parts.h"

namespace heafs {

class EventTable {
   public:
    EventTable(const SkyPlan& plan, const ProductTime& time);

    int64_t row_bytes() const { return row_bytes_; }
    // What readers have to add to TIME: the sources' own where rows stand as they were, else 0.
    double timezero() const;
    // Mandatory cards and those of the columns.
    HeaderText header(int64_t rows) const;
    // TIMEPIXR, TIMEDEL and the like, as the first source has them.
    void add_clock_cards(HeaderText& header) const;
    // The row of event `i` of the source.
    void add_row(FitsRows& rows, const SkySource& source, int32_t i) const;

   private:
    // One column of the source: where its cell lies, and its cards with the number taken out.
    struct Kept {
        std::string name;
        std::string form;
        int64_t offset = 0;
        int64_t width = 0;
        int64_t number = 0;
    };
    static std::vector<Kept> columns_of(const EventSegment& segment);
    bool agree(const EventSegment& a, const EventSegment& b) const;
    // TIME, X and Y, which can be computed anew.
    bool is_movable(const Kept& column) const;
    // The column of `segment` whose cells mean what those of `ours` do, or null.
    const Kept* find_like(const Kept& ours, const std::vector<Kept>& theirs,
                          const EventSegment& segment) const;
    void keep_common_columns(const std::vector<const SkySource*>& sources);
    void add_column_cards(HeaderText& header, const Kept& column, size_t number) const;
    void add_moved_row(FitsRows& rows, const SkySource& source, int32_t i) const;

    const SkyPlan& plan_;
    ProductTime time_;
    TangentPlane plane_;
    const EventSegment* first_ = nullptr;
    bool verbatim_ = true;
    bool whole_rows_ = false;  // verbatim, and no column of the source is left out
    std::vector<Kept> columns_;
    // Where the cells of columns_ lie in the rows of each source.
    std::map<const EventSegment*, std::vector<int64_t>> layouts_;
    size_t id_width_ = 1;
    int64_t row_bytes_ = 0;
};

}  // namespace heafs
