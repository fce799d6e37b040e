// The commands of the command line: each takes its arguments and streams, returns an exit code,
// and raises heafs::Error for what run_command() then prints.
#pragma once

#include <iosfwd>
#include <string>

#include "core/archive/scan.h"
#include "fs/cli/arguments.h"

namespace heafs {

int run_init(const InitArguments& arguments, std::ostream& out);
int run_mount(const MountArguments& arguments, std::ostream& out, std::ostream& err);
int run_umount(const UmountArguments& arguments, std::ostream& out);
int run_status(const StatusArguments& arguments, std::ostream& out);
int run_ingest(const IngestArguments& arguments, std::ostream& out);
int run_wait(const WaitArguments& arguments, std::ostream& out);
int run_validate(const ValidateArguments& arguments, std::ostream& out, std::ostream& err);
int run_explain(const ExplainArguments& arguments, std::ostream& out);
int run_product(const ProductArguments& arguments, std::ostream& out);
int run_query(const QueryArguments& arguments, std::ostream& out);
int run_simulate(const SimulateArguments& arguments, std::ostream& out);
int run_receipt(const ReceiptArguments& arguments, std::ostream& out);
int run_scan(const ScanArguments& arguments, std::ostream& out, std::ostream& err);
int run_deliveries(const DeliveriesArguments& arguments, std::ostream& out);
int run_withdraw(const WithdrawArguments& arguments, std::ostream& out);
int run_purge(const PurgeArguments& arguments, std::ostream& out);
int run_rules(const RulesArguments& arguments, std::ostream& out);
int run_mission(const MissionArguments& arguments, std::ostream& out);

// "12 of 340 files, 250 MiB/s, 0:01:05 left"
std::string progress_text(const ScanProgress& progress, Seconds passed);

// The whole program: parses the words, runs the command, prints errors.
int run_program(int count, const char* const* words, std::ostream& out, std::ostream& err);

}  // namespace heafs
