// Where an export writes its bytes, one behind the other: into a file, or nowhere, to count them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace heafs {

class ByteSink {
   public:
    // Counts.
    ByteSink() = default;
    // Writes into the file from its beginning; `what` is named when that fails.
    ByteSink(int fd, std::string what) : fd_(fd), what_(std::move(what)) {}

    void add(std::string_view bytes);
    void add(char c) { add(std::string_view(&c, 1)); }
    // Writes what is left. To be called once, at the end.
    void finish();
    int64_t bytes() const { return bytes_; }

   private:
    void write(std::string_view bytes);

    int fd_ = -1;
    std::string what_;
    std::string buffer_;
    int64_t bytes_ = 0;
    int64_t written_ = 0;
};

}  // namespace heafs
