// A folder of its own for a test, removed with all that is in it.
#pragma once

#include <filesystem>
#include <span>
#include <string>

namespace heafs {

class TemporaryFolder {
   public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }
    // Writes a file of that name, with the folders above it, and gives its path.
    std::filesystem::path write(const std::string& name, std::span<const std::byte> bytes) const;

   private:
    std::filesystem::path path_;
};

}  // namespace heafs
