// CAP_SYS_ADMIN, which the kernel asks for when a backing file is registered: kept permitted, but
// in effect only around that call.
#pragma once

namespace heafs {

// Takes CAP_SYS_ADMIN out of effect for this thread and those it will start; it stays permitted.
void lower_admin();

// Gives CAP_SYS_ADMIN up for this thread and those it will start.
void drop_admin();

// In effect for this thread while it lives, if it is permitted at all.
class RaisedAdmin {
   public:
    RaisedAdmin();
    ~RaisedAdmin();
    RaisedAdmin(const RaisedAdmin&) = delete;
    RaisedAdmin& operator=(const RaisedAdmin&) = delete;
};

}  // namespace heafs
