// The worker process, in which foreign bytes are parsed: it receives descriptors of sealed files
// and answers with descriptions of their content. A crash here is a finding, never an outage, and
// whoever takes it over has a process that can do nothing but answer (core/sandbox).
#pragma once

namespace heafs {

// Enters the sandbox, says so on `socket`, and serves requests there until the other side closes
// it. For a process of one thread.
void serve_as_worker(int socket);

}  // namespace heafs
