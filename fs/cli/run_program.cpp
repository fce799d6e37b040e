#include <fmt/format.h>

#include <ostream>

#include "config/base/error.h"
#include "core/base/log.h"
#include "core/delivery/worker.h"
#include "fs/cli/commands.h"
#include "fs/cli/exit_code.h"

namespace heafs {
namespace {

constexpr int kWorkerSocket = 3;

struct Runner {
    std::ostream& out;
    std::ostream& err;

    int operator()(const InitArguments& arguments) const { return run_init(arguments, out); }
    int operator()(const MountArguments& arguments) const { return run_mount(arguments, out, err); }
    int operator()(const UmountArguments& arguments) const { return run_umount(arguments, out); }
    int operator()(const StatusArguments& arguments) const { return run_status(arguments, out); }
    int operator()(const IngestArguments& arguments) const { return run_ingest(arguments, out); }
    int operator()(const WaitArguments& arguments) const { return run_wait(arguments, out); }
    int operator()(const ValidateArguments& arguments) const {
        return run_validate(arguments, out, err);
    }
    int operator()(const ExplainArguments& arguments) const { return run_explain(arguments, out); }
    int operator()(const ProductArguments& arguments) const { return run_product(arguments, out); }
    int operator()(const QueryArguments& arguments) const { return run_query(arguments, out); }
    int operator()(const SimulateArguments& arguments) const {
        return run_simulate(arguments, out);
    }
    int operator()(const ScanArguments& arguments) const { return run_scan(arguments, out, err); }
    int operator()(const DeliveriesArguments& arguments) const {
        return run_deliveries(arguments, out);
    }
    int operator()(const WithdrawArguments& arguments) const {
        return run_withdraw(arguments, out);
    }
    int operator()(const PurgeArguments& arguments) const { return run_purge(arguments, out); }
    int operator()(const ReceiptArguments& arguments) const { return run_receipt(arguments, out); }
    int operator()(const RulesArguments& arguments) const { return run_rules(arguments, out); }
    int operator()(const MissionArguments& arguments) const { return run_mission(arguments, out); }
    int operator()(const WorkerArguments&) const {
        serve_as_worker(kWorkerSocket);
        return kExitOk;
    }
};

int exit_code_of(Fault fault) { return fault == Fault::kUsage ? kExitUsage : kExitFailed; }

}  // namespace

int run_program(int count, const char* const* words, std::ostream& out, std::ostream& err) {
    const auto parsed = parse_arguments(count, words, out, err);
    if (const int* exit_code = std::get_if<int>(&parsed)) return *exit_code;
    try {
        open_log("", LogLevel::kWarning);
        return std::visit(Runner{out, err}, std::get<CommandArguments>(parsed));
    } catch (const Error& error) {
        err << "heafs: " << error.what() << "\n";
        return exit_code_of(error.fault());
    } catch (const std::exception& error) {
        err << "heafs: " << error.what() << "\n";
        return kExitFailed;
    }
}

}  // namespace heafs
