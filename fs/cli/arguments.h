// The command line as plain values. CLI11 stays in arguments.cpp.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <variant>
#include <vector>

#include "config/base/units.h"

namespace heafs {

struct InitArguments {
    std::string archive;
    std::vector<std::string> missions;  // empty: all that are known
    std::string name;                   // empty: the folder's name
    std::string reserve;                // "", or as in archive.toml
};
struct MountArguments {
    std::string archive;
    std::string mount;
    std::vector<std::string> options;
    bool foreground = false;
};
struct UmountArguments {
    std::string mount;
    bool lazy = false;
};
struct StatusArguments {
    std::string archive;
    bool json = false;
};
struct IngestArguments {
    std::string archive;
    std::vector<std::string> paths;
    std::string mission;
};
struct WaitArguments {
    std::string delivery;
    Seconds timeout{-1};  // negative: for ever
};
struct ValidateArguments {
    std::vector<std::string> files;
    std::string mission;
    std::string archive;  // to compare with what it has published, "" for none
    std::string html;     // a file to write, "" for none
    bool json = false;
    bool strict = false;
    bool ogip = false;
};
struct ExplainArguments {
    std::string archive;
    std::string path;
};
struct ProductArguments {
    std::string archive;
    std::string path;
    std::string output;  // "-": standard output
};
struct QueryArguments {
    std::string archive;
    std::string table;
    std::string cone;                  // "ra,dec,radius", or "" for all rows
    std::vector<std::string> where;    // "column=value"
    std::vector<std::string> columns;  // empty: all
    std::string output = "-";          // "-": standard output
    std::string format;                // "": by the ending of `output`
};
struct SimulateArguments {
    std::string out;
    std::string mission;
    int64_t observations = 1;
    int64_t sources = 5;
    int64_t events = 0;  // 0: what the fluxes give
    uint64_t seed = 1;
};
struct ReceiptArguments {
    enum class Action { kVerify, kKey };
    Action action = Action::kVerify;
    std::string file;
    std::string key;  // a PEM file
    std::string archive;
};
struct ScanArguments {
    std::string archive;
    bool rebuild = false;
    bool products = false;  // the rules of data products instead
};
struct DeliveriesArguments {
    std::string archive;
    std::string mission;
    std::string state;
    bool all = false;  // those that are gone too
    bool json = false;
    bool drop_test = false;
};
struct WithdrawArguments {
    std::string archive;
    std::vector<std::string> observations;
    std::string mission;
    std::string reason;
};
struct PurgeArguments {
    std::string archive;
    std::string what;
    std::string older_than;
    bool dry_run = false;
};
struct RulesArguments {
    std::string mission;  // "": the catalogue alone
    std::string archive;  // whose own mission files are sought first, or ""
    bool markdown = false;
};
struct MissionArguments {
    std::string file;
    std::vector<std::string> samples;  // FILE, or FILE=PATH below obs/<mission>/
};
struct WorkerArguments {};

using CommandArguments =
    std::variant<InitArguments, MountArguments, UmountArguments, StatusArguments, IngestArguments,
                 WaitArguments, ValidateArguments, ExplainArguments, ProductArguments,
                 QueryArguments, SimulateArguments, ScanArguments, WithdrawArguments,
                 PurgeArguments, ReceiptArguments, DeliveriesArguments, RulesArguments,
                 MissionArguments, WorkerArguments>;

// What the words mean, or the exit code when help was printed (0) or they mean nothing (2).
std::variant<CommandArguments, int> parse_arguments(int count, const char* const* words,
                                                    std::ostream& out, std::ostream& err);

}  // namespace heafs
