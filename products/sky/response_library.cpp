#include "products/sky/response_library.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>

#include "config/base/error.h"
#include "core/base/file_bytes.h"
#include "core/base/files.h"
#include "core/base/log.h"
#include "core/base/sha256.h"
#include "core/base/write_at.h"
#include "core/catalog/header_store.h"
#include "core/content/calibration_json.h"
#include "core/content/file_facts.h"
#include "core/delivery/calibration_history.h"
#include "core/time/mission_time.h"
#include "products/sky/list_responses.h"

namespace heafs {
namespace {

constexpr int64_t kMostBytes = int64_t{128} << 20;  // of a response, inflated
constexpr size_t kMostKept = 1000;                  // outlines, areas: some 50 kB each
constexpr int64_t kMostMatrixBytes = int64_t{128} << 20;
constexpr int64_t kDayNanoseconds = int64_t{86400} * 1'000'000'000;

int64_t end_of_day_ns(const std::string& day) {
    return nanoseconds_of(*parse_calendar_moment(day + "T00:00:00")) + kDayNanoseconds;
}

ResponseFile file_of(const FileRow& row) {
    return {join_path(row.folder, row.name), row.sha256, row.inflated_size, row.disk_path};
}

// CALDB's names are of files that may be compressed in the archive.
std::optional<FileRow> find_calibration_file(LedgerPool::Loan& ledger, const std::string& path) {
    auto row = ledger->find_published("caldb/" + path);
    return row ? row : ledger->find_published("caldb/" + path + ".gz");
}

// `where` and `calibration` of the mission file; "@KEYWORD" is what the event list's header says.
std::map<std::string, std::string> values_of(const Instrument& instrument,
                                             const EventSegment& segment) {
    std::map<std::string, std::string> values;
    for (const auto* table : {&instrument.where, &instrument.calibration})
        for (const auto& [name, value] : *table) {
            if (value.empty() || value[0] != '@') {
                values[upper_case(name)] = value;
            } else if (const auto said = segment.header().text(value.substr(1))) {
                values[upper_case(name)] = *said;
            }
        }
    return values;
}

CalibrationQuestion caldb_question(const ResponseQuestion& question,
                                   const ResponseQuestion::List& list, const std::string& name) {
    CalibrationQuestion asked;
    asked.telescop = question.mission.telescop;
    asked.instrume = question.instrument.instrume;
    asked.detnam = list.segment.header().text("DETNAM").value_or("NONE");
    asked.filter = list.segment.header().text("FILTER").value_or("NONE");
    asked.name = name;
    asked.values = values_of(question.instrument, list.segment);
    const auto start = Decimal::from_double_shortest(list.row.start_mjd);
    asked.moment = *parse_calendar_moment(utc_text_of(start.value_or(Decimal()).rounded(9), 0));
    return asked;
}

int64_t bytes_of(const Redistribution& matrix) {
    size_t numbers = 0;
    for (const Redistribution::Row& row : matrix.rows) numbers += row.parts.size();
    return static_cast<int64_t>(numbers * sizeof(float) +
                                matrix.rows.size() * sizeof matrix.rows[0]);
}

}  // namespace

// One question: what it needs of the catalogue is asked for once.
class ResponseSearch {
   public:
    using Located = ResponseLibrary::Located;

    ResponseSearch(ResponseLibrary& library, const ResponseQuestion& question)
        : library_(library), question_(question), ledger_(library.ledger_.borrow()) {}

    Located locate(const ResponseQuestion::List& list, const ResponseSource& source) {
        switch (source.from) {
            case ResponseSource::From::kObservation:
                return in_observation(list, source.files);
            case ResponseSource::From::kMission:
                return beside_missions(source.name);
            case ResponseSource::From::kList:
            case ResponseSource::From::kCaldb:
                break;
        }
        return in_caldb(list, source.name);
    }

   private:
    bool is_too_late(const FileRow& file) const {
        return question_.asof && file.published_at_ns >= end_of_day_ns(*question_.asof);
    }
    const std::vector<IndexedCalibration>& rows();
    Located in_caldb(const ResponseQuestion::List& list, const std::string& name);
    Located in_observation(const ResponseQuestion::List& list, const Pattern& files);
    Located beside_missions(const std::string& name);

    ResponseLibrary& library_;
    const ResponseQuestion& question_;
    LedgerPool::Loan ledger_;
    std::shared_ptr<const ResponseLibrary::Calibrations> calibrations_;
    std::vector<IndexedCalibration> of_that_day_;  // where the question has one
    std::map<std::string, Located> located_;       // by what was looked up
};

const std::vector<IndexedCalibration>& ResponseSearch::rows() {
    if (!calibrations_) {
        calibrations_ = library_.calibrations(ledger_, question_.mission.name);
        if (question_.asof)
            for (const IndexedCalibration& row : calibrations_->rows) {
                const auto file = find_calibration_file(ledger_, row.path);
                if (file && !is_too_late(*file)) of_that_day_.push_back(row);
            }
    }
    return question_.asof ? of_that_day_ : calibrations_->rows;
}

ResponseSearch::Located ResponseSearch::in_caldb(const ResponseQuestion::List& list,
                                                 const std::string& name) {
    const CalibrationAnswer answered = answer(caldb_question(question_, list, name), rows());
    if (answered.found == nullptr) return answered.why_not;
    const std::string& path = answered.found->path;
    if (const auto known = located_.find(path); known != located_.end()) return known->second;
    const auto file = find_calibration_file(ledger_, path);
    Located located = fmt::format("{} is in the index of CALDB and not in the archive", path);
    if (file) located = file_of(*file);
    return located_[path] = located;
}

// The pattern is of paths in the observation's folder.
ResponseSearch::Located ResponseSearch::in_observation(const ResponseQuestion::List& list,
                                                       const Pattern& files) {
    const std::string& obs_id = list.row.obs_id;
    std::vector<std::string> found;
    for (const std::string& path : ledger_->files_of_observation(question_.mission.name, obs_id)) {
        const size_t at = path.find("/" + obs_id + "/");
        if (at != std::string::npos &&
            files.matches(std::string_view(path).substr(at + obs_id.size() + 2)))
            found.push_back(path);
    }
    std::sort(found.begin(), found.end());
    if (found.empty()) return std::string("it has no such file");
    if (found.size() > 1)
        return fmt::format("it has several such files: {} and {}", found[0], found[1]);
    const auto file = ledger_->find_published(found[0]);
    if (!file || is_too_late(*file)) return fmt::format("{} was published later", found[0]);
    return file_of(*file);
}

ResponseSearch::Located ResponseSearch::beside_missions(const std::string& name) {
    ResponseFile file{"missions/" + name, "", 0, "missions/" + name};
    if (const auto known = located_.find(file.path); known != located_.end()) return known->second;
    try {
        const UniqueFd fd = library_.open(file);
        const FileBytes bytes(fd.get(), status_of(fd.get(), file.path).st_size, kMostBytes);
        file.size = static_cast<int64_t>(bytes.get().size());
        file.sha256 =
            sha256_hex({reinterpret_cast<const char*>(bytes.get().data()), bytes.get().size()});
        return located_[file.path] = file;
    } catch (const Error& error) {
        return fmt::format("{} cannot be read: {}", file.path, error.what());
    }
}

std::vector<IndexedCalibration> ResponseLibrary::read_calibrations(
    LedgerPool::Loan& ledger, const std::string& mission) const {
    const std::string top = "caldb/data/" + mission;
    std::vector<IndexedCalibration> rows;
    const auto folder = ledger->find_folder(top);
    if (!folder) return rows;
    for (const FolderRow& instrument : ledger->folders_in(folder->id)) {
        if (const auto index = ledger->find_published(instrument.path + "/caldb.indx")) {
            const UniqueFd fd = open(file_of(*index));
            const FileBytes bytes(fd.get(), index->size, kMostBytes);
            const FitsView view(bytes.get(), index->name);
            for (IndexedCalibration& row : read_calibration_index(view))
                rows.push_back(std::move(row));
            continue;
        }
        for (const FileHeader& header : headers_below(ledger.database(), instrument.path)) {
            const auto text = header.values.find(kCalibrationHeader);
            if (text == header.values.end()) continue;
            for (CalibrationEntry& entry : calibration_from_json(text->second))
                rows.push_back({std::move(entry), header.path.substr(sizeof "caldb/" - 1), 0});
        }
    }
    return rows;
}

std::shared_ptr<const ResponseLibrary::Calibrations> ResponseLibrary::calibrations(
    LedgerPool::Loan& ledger, const std::string& mission) {
    const int64_t state = last_publication(ledger.database());
    {
        const std::lock_guard lock(mutex_);
        const auto known = calibrations_.find(mission);
        if (known != calibrations_.end() && known->second->state == state) return known->second;
    }
    auto read = std::make_shared<Calibrations>();
    read->state = state;
    try {
        read->rows = read_calibrations(ledger, mission);
    } catch (const Error& error) {
        log_warning("the calibration files of {} cannot be looked up: {}", mission, error.what());
    }
    const std::lock_guard lock(mutex_);
    calibrations_[mission] = read;
    return read;
}

UniqueFd ResponseLibrary::open(const ResponseFile& file) const {
    if (file.path.compare(0, 9, "missions/") != 0)
        return open_beneath(archive_.root(), file.disk_path, O_RDONLY | O_CLOEXEC);
    const UniqueFd folder = open_folder(archive_.path());
    return open_beneath(folder.get(), file.disk_path, O_RDONLY | O_CLOEXEC);
}

template <typename Content>
FoundResponse<Content> ResponseLibrary::load(const Located& located, Reader<Content> read_content,
                                             std::map<std::string, FoundResponse<Content>>& known) {
    if (const auto* why_not = std::get_if<std::string>(&located)) return {{}, nullptr, *why_not};
    const auto& file = std::get<ResponseFile>(located);
    const auto find_known = [&]() -> std::optional<FoundResponse<Content>> {
        const std::lock_guard lock(mutex_);
        const auto there = known.find(file.sha256);
        if (there == known.end()) return std::nullopt;
        FoundResponse<Content> again = there->second;
        again.file = file;  // the same bytes may have several names
        return again;
    };
    if (auto again = find_known()) return *again;
    const std::lock_guard alone(reading_);
    if (auto again = find_known()) return *again;
    FoundResponse<Content> found{file, nullptr, ""};
    try {
        found.content = (this->*read_content)(file);
    } catch (const Error& error) {
        found.why_not = error.what();
    }
    const std::lock_guard lock(mutex_);
    if (known.size() >= kMostKept) known.clear();
    known[file.sha256] = found;
    return found;
}

template <typename Content>
std::shared_ptr<const Content> ResponseLibrary::read(const ResponseFile& file,
                                                     Content (*parse)(std::span<const std::byte>,
                                                                      const std::string&)) {
    const UniqueFd fd = open(file);
    const FileBytes bytes(fd.get(), status_of(fd.get(), file.path).st_size, kMostBytes);
    ++files_read_;
    return std::make_shared<const Content>(parse(bytes.get(), file.path));
}

// The whole file, so that no plan has a matrix that turns out to be damaged.
std::shared_ptr<const MatrixOutline> ResponseLibrary::read_outline(const ResponseFile& file) {
    const auto matrix = read(file, read_redistribution);
    keep(file.sha256, matrix);
    return std::make_shared<const MatrixOutline>(matrix->outline);
}

std::shared_ptr<const EffectiveArea> ResponseLibrary::read_area(const ResponseFile& file) {
    return read(file, read_effective_area);
}

std::shared_ptr<const Redistribution> ResponseLibrary::find_matrix(const std::string& sha256) {
    const std::lock_guard lock(mutex_);
    const auto there = matrices_.find(sha256);
    if (there == matrices_.end()) return nullptr;
    used_.use(sha256, bytes_of(*there->second));
    return there->second;
}

void ResponseLibrary::keep(const std::string& sha256,
                           const std::shared_ptr<const Redistribution>& matrix) {
    const std::lock_guard lock(mutex_);
    matrices_[sha256] = matrix;
    used_.use(sha256, bytes_of(*matrix));
    while (used_.bytes() > kMostMatrixBytes && matrices_.size() > 1)
        matrices_.erase(used_.take_oldest()->key);
}

std::shared_ptr<const Redistribution> ResponseLibrary::matrix(const ResponseFile& file) {
    if (auto known = find_matrix(file.sha256)) return known;
    const std::lock_guard alone(reading_);
    if (auto known = find_matrix(file.sha256)) return known;
    const auto matrix = read(file, read_redistribution);
    keep(file.sha256, matrix);
    return matrix;
}

std::vector<SourceResponses> ResponseLibrary::find(const ResponseQuestion& question) {
    const Instrument& instrument = question.instrument;
    const auto is_in_list = [](const ResponseSource& source) {
        return source.from == ResponseSource::From::kList;
    };
    ResponseSearch search(*this, question);
    ListResponses of_lists(question);
    std::vector<SourceResponses> all;
    for (const ResponseQuestion::List& list : question.lists)
        all.push_back({is_in_list(instrument.rmf) ? of_lists.rmf(list)
                                                  : load(search.locate(list, instrument.rmf),
                                                         &ResponseLibrary::read_outline, outlines_),
                       is_in_list(instrument.arf) ? of_lists.arf(list)
                                                  : load(search.locate(list, instrument.arf),
                                                         &ResponseLibrary::read_area, areas_)});
    return all;
}

void ResponseLibrary::copy(const ResponseFile& file, int fd) const {
    const UniqueFd from = open(file);
    const FileBytes bytes(from.get(), status_of(from.get(), file.path).st_size, kMostBytes);
    if (static_cast<int64_t>(bytes.get().size()) != file.size)
        throw Error(Fault::kSystem, fmt::format("{} has {} bytes, not {} as the ledger says",
                                                file.path, bytes.get().size(), file.size));
    write_at(fd, bytes.get(), 0, "a product");
}

}  // namespace heafs
