#include "tests/support/temporary_folder.h"

#include <cerrno>
#include <cstdlib>
#include <fstream>

#include "config/base/error.h"

namespace heafs {

TemporaryFolder::TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "heafs_test_XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw system_error(errno, "make a folder like " + name);
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path TemporaryFolder::write(const std::string& name,
                                             std::span<const std::byte> bytes) const {
    const std::filesystem::path file_path = path_ / name;
    std::filesystem::create_directories(file_path.parent_path());
    std::ofstream file(file_path, std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file) throw system_error(errno, "write " + file_path.string());
    return file_path;
}

}  // namespace heafs
