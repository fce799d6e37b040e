// Kernel passthrough of reads: which inodes are open with a backing file in the kernel, and which
// through the page cache. All use of what libfuse has since 3.17 is in passthrough.cpp.
//
// One inode is open in one way at a time: the first open decides, the last release ends it.
// Once the kernel refuses, all inodes go through the page cache for the rest of the connection.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

struct fuse_conn_info;
struct fuse_file_info;
struct fuse_req;

namespace heafs {

class Passthrough {
   public:
    explicit Passthrough(bool wanted);

    // The device of the connection, by which backing files are given back.
    void attach(int device);
    // To be called in INIT.
    void negotiate(fuse_conn_info* connection);
    // Opens the read-only inode `ino` with the backing descriptor `fd`: sets what the open reply
    // needs. True when the kernel reads the file itself from now on, and `fd` is not needed.
    bool open(fuse_req* request, uint64_t ino, int fd, fuse_file_info* info);
    // The same for an inode that the kernel reads already: no descriptor is needed. False when it
    // does not.
    bool open_again(uint64_t ino, fuse_file_info* info);
    // For each release, and for each open whose reply could not be delivered.
    void release(uint64_t ino);
    // "on", or "off: <why>".
    std::string state() const;

   private:
    struct Opened {
        int opens = 0;
        int backing_id = 0;  // 0: through the page cache
    };
    int register_backing(fuse_req* request, int fd);

    mutable std::mutex mutex_;  // guards everything below
    int device_ = -1;
    bool active_ = false;
    std::string reason_;
    std::unordered_map<uint64_t, Opened> opened_;
};

}  // namespace heafs
