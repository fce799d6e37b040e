// Base64 in lines of 64 characters (RFC 4648), as its bytes come.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "products/tables/byte_sink.h"

namespace heafs {

class Base64Lines {
   public:
    explicit Base64Lines(ByteSink& sink) : sink_(sink) {}
    void add(std::string_view bytes);
    // Writes what is left. To be called once, at the end.
    void finish();

    // Of so many bytes, with line ends.
    static int64_t size_of(int64_t bytes);

   private:
    void write_lines(std::string_view bytes);

    ByteSink& sink_;
    std::string pending_;
};

}  // namespace heafs
