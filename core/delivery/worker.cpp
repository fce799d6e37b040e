#include "core/delivery/worker.h"

#include "config/base/error.h"
#include "core/base/channel.h"
#include "core/delivery/content_json.h"
#include "core/delivery/worker_request_json.h"

namespace heafs {

void serve_as_worker(int socket) {
    while (const auto request = receive_message(socket)) {
        if (!request->fd) throw Error(Fault::kMalformed, "a request without a descriptor");
        const WorkerRequest wanted = worker_request_from_json(request->text);
        send_message(socket, content_to_json(
                                 examine_content(request->fd.get(), wanted.size, wanted.keywords)));
    }
}

}  // namespace heafs
