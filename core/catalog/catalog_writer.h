// The one connection that writes the catalogue, shared by the threads of the one writing process.
#pragma once

#include <filesystem>
#include <functional>
#include <mutex>

#include "core/catalog/database.h"
#include "core/catalog/schema.h"

namespace heafs {

class CatalogWriter {
   public:
    explicit CatalogWriter(const std::filesystem::path& path) : database_(path, Access::kWrite) {
        bring_up_schema(database_);
    }

    // Runs `work` alone. Its commits survive a power cut.
    void use_durably(const std::function<void(Database&)>& work) { use(true, work); }
    // Runs `work` alone. Its commits survive the end of the process, and a power cut once a
    // durable one followed.
    void use_quickly(const std::function<void(Database&)>& work) { use(false, work); }

   private:
    void use(bool durable, const std::function<void(Database&)>& work) {
        const std::lock_guard lock(mutex_);
        if (durable != durable_) database_.set_durable(durable);
        durable_ = durable;
        work(database_);
    }

    std::mutex mutex_;  // serialises the use of the connection
    Database database_;
    bool durable_ = true;
};

}  // namespace heafs
