// The worker process, in which foreign bytes are parsed: it receives descriptors of sealed files
// and answers with descriptions of their content. A crash here is a finding, never an outage.
#pragma once

namespace heafs {

// Serves requests on `socket` until the other side closes it.
void serve_as_worker(int socket);

}  // namespace heafs
