#include "core/delivery/published_files.h"

#include "config/base/error.h"
#include "core/base/files.h"
#include "core/base/log.h"
#include "core/catalog/header_store.h"
#include "core/content/calibration_json.h"

namespace heafs {
namespace {

constexpr size_t kMostDocuments = 1000;

void list_documents(Ledger& ledger, const std::string& folder, const std::string& top,
                    std::vector<std::string>& documents) {
    const auto row = ledger.find_folder(folder);
    if (!row) return;
    for (const FileRow& file : ledger.files_in(row->id))
        if (documents.size() < kMostDocuments)
            documents.push_back(join_path(folder, file.name).substr(top.size() + 1));
    for (const FolderRow& below : ledger.folders_in(row->id))
        if (documents.size() < kMostDocuments) list_documents(ledger, below.path, top, documents);
}

}  // namespace

std::vector<ReleasedCalibration> released_below(Database& database, const std::string& folder) {
    std::vector<ReleasedCalibration> files;
    for (const FileHeader& header : headers_below(database, folder)) {
        const auto text = header.values.find(kCalibrationHeader);
        if (text == header.values.end()) continue;
        try {
            files.push_back({header.path, calibration_from_json(text->second)});
        } catch (const Error& error) {
            log_warning("{} has no calibration entries that can be read: {}", header.path,
                        error.what());
        }
    }
    return files;
}

std::vector<std::string> published_names(Ledger& ledger, const std::string& folder) {
    std::vector<std::string> names;
    if (const auto row = ledger.find_folder(folder))
        for (const FileRow& file : ledger.files_in(row->id)) names.push_back(file.name);
    return names;
}

std::vector<std::string> published_documents(Ledger& ledger, const std::string& mission) {
    std::vector<std::string> documents;
    const std::string top = "doc/" + mission;
    list_documents(ledger, top, top, documents);
    return documents;
}

}  // namespace heafs
