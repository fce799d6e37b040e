#include "fs/cli/own_writer.h"

#include <fmt/format.h>

#include "config/base/error.h"
#include "core/base/clock.h"

namespace heafs {

std::string make_unique_delivery(const std::string& kind,
                                 const std::function<void(const std::string&)>& make) {
    std::string stem = kind + "_" + utc_text(now_nanoseconds());
    std::erase_if(stem, [](char c) { return c == ':' || c == '-'; });
    for (int number = 1;; ++number) {
        const std::string name = number == 1 ? stem : fmt::format("{}_{}", stem, number);
        try {
            make(name);
            return name;
        } catch (const Error& error) {
            if (error.fault() != Fault::kExists) throw;
        }
    }
}

}  // namespace heafs
