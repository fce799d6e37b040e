#include "fs/cli/arguments.h"

#include <CLI/CLI.hpp>
#include <functional>

#include "fs/cli/exit_code.h"

namespace heafs {
namespace {

constexpr const char* kAbout =
    "heafs: an archive of high-energy astrophysics as a file system.\n"
    "Mount it, read delivered files at the speed of the disk, deliver by copying.";

constexpr const char* kExamples =
    "Examples:\n"
    "  heafs init /srv/archive --missions halosat,swift\n"
    "  heafs mount /srv/archive /mnt/heafs\n"
    "  cp -r outgoing/obs /mnt/heafs/delivery/swift/first/ && touch "
    "/mnt/heafs/delivery/swift/first/COMMIT\n"
    "  heafs wait /mnt/heafs/delivery/swift/first && ls /mnt/heafs/obs/swift\n"
    "  ls /mnt/heafs/sky/name /mnt/heafs/tables\n"
    "  heafs umount /mnt/heafs\n"
    "\n"
    "Exit codes: 0 ok, 1 findings, 2 usage, 3 failed.";

template <typename Arguments>
Arguments& add_command(CLI::App& app, CommandArguments& chosen, CLI::App*& command,
                       const std::string& name, const std::string& about,
                       const std::string& examples) {
    command = app.add_subcommand(name, about);
    command->footer("Examples:\n" + examples);
    // Each command fills its own struct, which becomes the choice when the command is named.
    auto arguments = std::make_shared<Arguments>();
    command->final_callback([&chosen, arguments] { chosen = *arguments; });
    return *arguments;
}

void add_init(CLI::App& app, CommandArguments& chosen) {
    CLI::App* command = nullptr;
    auto& arguments = add_command<InitArguments>(
        app, chosen, command, "init", "Make a new archive",
        "  heafs init /srv/archive\n"
        "  heafs init /srv/archive --missions halosat,swift --reserve 10GiB");
    command->add_option("ARCHIVE", arguments.archive, "A new or empty folder")->required();
    command->add_option("--missions", arguments.missions, "Missions it serves (default: all known)")
        ->delimiter(',');
    command->add_option("--name", arguments.name, "What it is called (default: the folder's name)");
    command->add_option("--reserve", arguments.reserve,
                        "Space that deliveries leave free: auto, 64MiB, 10GiB (default: auto)");
}

void add_mount(CLI::App& app, CommandArguments& chosen) {
    CLI::App* command = nullptr;
    auto& arguments = add_command<MountArguments>(
        app, chosen, command, "mount", "Mount an archive; returns when the mount serves",
        "  heafs mount /srv/archive /mnt/heafs\n"
        "  heafs mount /srv/archive /mnt/heafs -o passthrough=off -f\n"
        "Options for -o:\n"
        "  passthrough=auto|off    let the kernel read delivered files itself (default: auto)\n"
        "  privileges=keep|drop    give up CAP_SYS_ADMIN once mounted; ends passthrough\n"
        "  allow_other             other users may use the mount (default for root)\n"
        "  debug                   log every request");
    command->add_option("ARCHIVE", arguments.archive, "The archive's folder")->required();
    command->add_option("MOUNT", arguments.mount, "The folder to mount on")->required();
    command->add_option("-o", arguments.options, "Mount options, separated by commas")
        ->delimiter(',');
    command->add_flag("-f,--foreground", arguments.foreground, "Stay, and log to the terminal");
}

void add_umount(CLI::App& app, CommandArguments& chosen) {
    CLI::App* command = nullptr;
    auto& arguments = add_command<UmountArguments>(
        app, chosen, command, "umount", "Unmount; returns when the archive is free again",
        "  heafs umount /mnt/heafs\n"
        "  heafs umount --lazy /mnt/heafs");
    command->add_option("MOUNT", arguments.mount, "The mount")->required();
    command->add_flag("-l,--lazy", arguments.lazy,
                      "Detach now; open files stay readable until they are closed");
}

void add_status(CLI::App& app, CommandArguments& chosen) {
    CLI::App* command = nullptr;
    auto& arguments = add_command<StatusArguments>(app, chosen, command, "status",
                                                   "Tell whether and where an archive is mounted, "
                                                   "and what it holds",
                                                   "  heafs status /srv/archive\n"
                                                   "  heafs status --json /mnt/heafs");
    command->add_option("ARCHIVE", arguments.archive, "The archive's folder, or a mount of it")
        ->required();
    command->add_flag("--json", arguments.json, "Print status.json");
}

void add_ingest(CLI::App& app, CommandArguments& chosen) {
    CLI::App* command = nullptr;
    auto& arguments = add_command<IngestArguments>(
        app, chosen, command, "ingest",
        "Deliver files and folders without copying them by hand; ends with a COMMIT",
        "  heafs ingest /srv/archive outgoing/            (holds obs/, caldb/, ...)\n"
        "  heafs ingest /srv/archive --mission swift outgoing/obs/2008_08/00030795038");
    command->add_option("ARCHIVE", arguments.archive, "The archive's folder, or a mount of it")
        ->required();
    command
        ->add_option("PATH", arguments.paths,
                     "Folders that hold obs/, trend/, caldb/, doc/, ..., or paths through one")
        ->required();
    command->add_option("--mission", arguments.mission,
                        "The mission (default: the archive's only one, or the one whose name is "
                        "in the path)");
}

void add_wait(CLI::App& app, CommandArguments& chosen) {
    CLI::App* command = nullptr;
    auto& arguments = add_command<WaitArguments>(
        app, chosen, command, "wait", "Wait for the verdict on a delivery",
        "  heafs wait /mnt/heafs/delivery/swift/first --timeout 600\n"
        "Exit codes: 0 published, 1 rejected or held, 3 timeout.");
    command->add_option("DELIVERY", arguments.delivery, "A delivery's folder in a mount")
        ->required();
    command->add_option("--timeout", arguments.timeout.value,
                        "Seconds to wait; 0 asks once (default: for ever)");
}

void add_validate(CLI::App& app, CommandArguments& chosen) {
    CLI::App* command = nullptr;
    auto& arguments = add_command<ValidateArguments>(
        app, chosen, command, "validate",
        "Validate files as a delivery would, before they are sent",
        "  heafs validate --mission swift 00030795038/xrt/event/*.gz\n"
        "  heafs validate --json outgoing/ > findings.json\n"
        "  heafs validate --mission swift --archive /mnt/heafs outgoing/\n"
        "  heafs validate --ogip spectrum.pha response.rmf response.arf\n"
        "Exit codes: 0 good, 1 a finding that rejects (with --strict: any).");
    command->add_option("FILE", arguments.files, "Files and folders")->required();
    command->add_option("--mission", arguments.mission, "Apply this mission's names and waivers");
    command->add_option("--archive", arguments.archive,
                        "Compare with what this archive (its folder, or a mount) has published "
                        "too: CAL-011 to CAL-015, DOC-001, SEC-005, EVT-001; needs --mission");
    command->add_flag("--json", arguments.json, "Print findings as in report.json");
    command->add_option("--html", arguments.html, "Write report.html into this file too");
    command->add_flag("--strict", arguments.strict, "Warnings count too");
    command->add_flag("--ogip", arguments.ogip,
                      "Check spectra, responses and light curves alone, as ftchkpha, chkrmf and "
                      "chkarf do: what a memo makes mandatory is an error");
}

void add_explain(CLI::App& app, CommandArguments& chosen) {
    CLI::App* command = nullptr;
    auto& arguments = add_command<ExplainArguments>(
        app, chosen, command, "explain",
        "Tell what a path of the mount is, or why there is nothing",
        "  heafs explain /srv/archive obs/swift/2008_08/00030795038\n"
        "  heafs explain /mnt/heafs /mnt/heafs/delivery/swift/first/report.txt\n"
        "  heafs explain /srv/archive sky/83.63/22.01/0.3-10/swift_xrt_pc");
    command->add_option("ARCHIVE", arguments.archive, "The archive's folder, or a mount of it")
        ->required();
    command->add_option("PATH", arguments.path, "A path below the mount, or in a mount")
        ->required();
}

void add_product(CLI::App& app, CommandArguments& chosen) {
    CLI::App* command = nullptr;
    auto& arguments = add_command<ProductArguments>(
        app, chosen, command, "product",
        "Write a virtual file into a real one, with the bytes that a mount shows",
        "  heafs product /srv/archive sky/83.63/22.01/0.3-10/swift_xrt_pc/image.fits -o crab.fits\n"
        "  heafs product /srv/archive tables/swiftmastr.fits -o swiftmastr.fits\n"
        "  heafs product /srv/archive sky/83.63/22.01/all/summary.json -o -");
    command->add_option("ARCHIVE", arguments.archive, "The archive's folder, or a mount of it")
        ->required();
    command->add_option("PATH", arguments.path, "A file below sky/, tables/ or search/")
        ->required();
    command->add_option("-o,--output", arguments.output, "The file to write; - prints it")
        ->required();
}

void add_query(CLI::App& app, CommandArguments& chosen) {
    CLI::App* command = nullptr;
    auto& arguments = add_command<QueryArguments>(
        app, chosen, command, "query",
        "Write rows of a table: near a position, with certain values, or all",
        "  heafs query /srv/archive swiftmastr --cone 329.717,-30.226,5 -o near.fits\n"
        "  heafs query /srv/archive swiftmastr --cone 21h58m52s,-30d13m32s,1d --columns "
        "obsid,name,ra,dec\n"
        "  heafs query /srv/archive messier --where 'name=M3*' --where mag=..6 -o bright.vot\n"
        "  heafs query /srv/archive zzpar --where table_name=messier --columns "
        "parameter_name,parameter_units\n"
        "Without --columns the bytes are those of tables/TABLE/.../rows.<fmt> of a mount.\n"
        "Exit codes: 0 written (also without any row), 2 no such table, column or value, 3 "
        "failed.");
    command->add_option("ARCHIVE", arguments.archive, "The archive's folder, or a mount of it")
        ->required();
    command->add_option("TABLE", arguments.table, "A table, as `ls tables` shows it")->required();
    command
        ->add_option("--cone", arguments.cone,
                     "RA,DEC,RADIUS: degrees or 05h34m32s,-05d23m28s; arcmin, or 10s, 0.5d")
        ->allow_extra_args(false);
    command
        ->add_option("--where", arguments.where,
                     "COLUMN=VALUE: x, lo..hi, ..hi, lo.., null, text with * and ?; all must hold")
        ->allow_extra_args(false);
    command->add_option("--columns", arguments.columns, "Only these, in this order: a,b,c")
        ->delimiter(',')
        ->allow_extra_args(false);
    command->add_option("-o,--output", arguments.output,
                        "The file to write: .fits, .vot, .csv, .tdat, .html (default: - prints "
                        "CSV)");
    command->add_option("--format", arguments.format, "fits, vot, csv, tdat or html");
}

void add_simulate(CLI::App& app, CommandArguments& chosen) {
    CLI::App* command = nullptr;
    auto& arguments = add_command<SimulateArguments>(
        app, chosen, command, "simulate",
        "Write deliveries of a simulated mission, and what went into them",
        "  heafs simulate --mission swift --observations 10 --seed 7 /tmp/sky\n"
        "  cp -r /tmp/sky/obs /mnt/heafs/delivery/swift/simulated/\n"
        "  touch /mnt/heafs/delivery/swift/simulated/COMMIT\n"
        "  heafs simulate --mission swift --observations 100 --sources 100 --events 100000 big\n"
        "  heafs simulate --mission halosat --observations 3 /tmp/halo\n"
        "Writes below OUT:\n"
        "  obs/          observations in the mission's own layout, ready to be delivered\n"
        "  caldb/        the RMF and ARF of each instrument\n"
        "  truth.json    sources (position, photon index, flux, period) and their counts\n"
        "The same words write the same bytes. Missions with a simulator: halosat, swift.");
    command->add_option("OUT", arguments.out, "A new or empty folder")->required();
    command->add_option("--mission", arguments.mission, "The mission: halosat, swift")->required();
    command->add_option("--observations", arguments.observations, "How many (default: 1)");
    command->add_option("--sources", arguments.sources,
                        "Targets that the observations take in turn; each has one or two fainter "
                        "sources nearby (default: 5)");
    command->add_option("--events", arguments.events,
                        "Mean number of events of each cleaned list: sets exposures, and raises "
                        "fluxes where they must (default: what natural fluxes give)");
    command->add_option("--seed", arguments.seed, "Another seed, another sky (default: 1)");
}

void add_scan(CLI::App& app, CommandArguments& chosen) {
    CLI::App* command = nullptr;
    auto& arguments = add_command<ScanArguments>(
        app, chosen, command, "scan",
        "Read every file against its recorded hash, or make the catalogue again",
        "  heafs scan /srv/archive\n"
        "  heafs umount /mnt/heafs && heafs scan /srv/archive --rebuild\n"
        "  heafs scan /srv/archive --products\n"
        "Exit codes: 0 all as recorded, 1 a file is not, 3 failed.");
    command->add_option("ARCHIVE", arguments.archive, "The archive's folder, or a mount of it")
        ->required();
    command->add_flag("--rebuild", arguments.rebuild,
                      "Make the catalogue, the tables and the event index again from data/ and "
                      "deliveries/; keeps the old catalogue as catalog.db.before-rebuild");
    command
        ->add_flag("--products", arguments.products,
                   "Instead, match all files with the rules of data products: what is wrong with "
                   "a rule, and how many files each tag has")
        ->excludes("--rebuild");
}

void add_deliveries(CLI::App& app, CommandArguments& chosen) {
    CLI::App* command = nullptr;
    auto& arguments = add_command<DeliveriesArguments>(
        app, chosen, command, "deliveries", "How deliveries stand, a line each",
        "  heafs deliveries /mnt/heafs\n"
        "  heafs deliveries /srv/archive --mission swift --state rejected\n"
        "  heafs deliveries /srv/archive --all      with those that expired or were removed, and "
        "why\n"
        "  heafs deliveries /srv/archive --drop-test --mission swift\n"
        "A mount has the same as .heafs/deliveries.json.");
    command->add_option("ARCHIVE", arguments.archive, "The archive's folder, or a mount of it")
        ->required();
    command->add_option("--mission", arguments.mission, "Of this mission alone");
    command->add_option("--state", arguments.state, "In this state alone: the word of verdict.txt");
    command->add_flag("--all", arguments.all, "Those that are gone too; for the operator");
    command->add_flag("--json", arguments.json, "As JSON (format 1)");
    command->add_flag("--drop-test", arguments.drop_test,
                      "Remove rehearsals (test_...) and all that they made");
}

void add_withdraw(CLI::App& app, CommandArguments& chosen) {
    CLI::App* command = nullptr;
    auto& arguments = add_command<WithdrawArguments>(
        app, chosen, command, "withdraw",
        "Hide published observations, or the newest delivery of a table, at once; their bytes "
        "are kept until they are purged",
        "  heafs withdraw /srv/archive 00030795038 --mission swift --reason 'wrong pointing'\n"
        "  heafs withdraw /srv/archive tables/messier --mission catalogs --reason 'wrong epoch'\n"
        "A team does the same by a delivery that holds withdraw.txt: a line 'reason: TEXT', then "
        "one observation, or tables/<table>, a line. A table is again what it was before "
        "its newest file.\n"
        "Exit codes: 0 withdrawn, 1 not there.");
    command->add_option("ARCHIVE", arguments.archive, "The archive's folder, or a mount of it")
        ->required();
    command->add_option("OBS", arguments.observations, "Observations, or tables/<table>")
        ->required();
    command->add_option("--mission", arguments.mission, "Their mission")->required();
    command->add_option("--reason", arguments.reason, "Why, in one line; it is kept")->required();
}

void add_purge(CLI::App& app, CommandArguments& chosen) {
    CLI::App* command = nullptr;
    auto& arguments = add_command<PurgeArguments>(
        app, chosen, command, "purge",
        "Remove the bytes of superseded and withdrawn versions for good; lists them",
        "  heafs purge superseded /srv/archive --older-than 90d --dry-run\n"
        "  heafs umount /mnt/heafs && heafs purge superseded /srv/archive --older-than 90d");
    command->add_option("WHAT", arguments.what, "superseded")
        ->required()
        ->check(CLI::IsMember({"superseded"}));
    command->add_option("ARCHIVE", arguments.archive, "The archive's folder")->required();
    command->add_option("--older-than", arguments.older_than, "Days since they were replaced: 90d")
        ->required();
    command->add_flag("--dry-run", arguments.dry_run, "Only list what would be removed");
}

void add_receipt(CLI::App& app, CommandArguments& chosen) {
    CLI::App* receipt = app.add_subcommand("receipt", "Check a receipt, or print an archive's key");
    receipt->require_subcommand(1);
    CLI::App* command = nullptr;
    auto& verify = add_command<ReceiptArguments>(
        *receipt, chosen, command, "verify", "Check the signature of a receipt",
        "  heafs receipt verify /mnt/heafs/delivery/swift/first/receipt.json\n"
        "  heafs receipt verify receipt.json --key archive.pem\n"
        "The key is that of --key, else of the archive whose mount holds FILE, else the one in\n"
        "the receipt, which tells only that nothing was changed since.\n"
        "Exit codes: 0 good, 1 not signed or changed, 3 failed.");
    command->add_option("FILE", verify.file, "A receipt.json")->required();
    command->add_option("--key", verify.key, "The archive's public key, a PEM file");
    auto& key = add_command<ReceiptArguments>(*receipt, chosen, command, "key",
                                              "Print the archive's public key",
                                              "  heafs receipt key /srv/archive > archive.pem");
    key.action = ReceiptArguments::Action::kKey;
    command->add_option("ARCHIVE", key.archive, "The archive's folder, or a mount of it")
        ->required();
}

void add_rules(CLI::App& app, CommandArguments& chosen) {
    CLI::App* command = nullptr;
    auto& arguments = add_command<RulesArguments>(
        app, chosen, command, "rules", "List the rules that deliveries are judged by, a line each",
        "  heafs rules | grep TIM\n"
        "  heafs rules --mission swift                (with what this mission waives, and why)\n"
        "  heafs rules --markdown > rules.md          (the page of documentation, with remedies)");
    command->add_option("--mission", arguments.mission,
                        "Show what this mission waives, raises or lowers");
    command->add_option("--archive", arguments.archive,
                        "An archive whose own mission files are sought first");
    command->add_flag("--markdown", arguments.markdown, "Print a page in Markdown");
}

void add_mission(CLI::App& app, CommandArguments& chosen) {
    CLI::App* mission =
        app.add_subcommand("mission", "Check a mission file, and try it on sample files");
    mission->require_subcommand(1);
    CLI::App* command = nullptr;
    auto& arguments = add_command<MissionArguments>(
        *mission, chosen, command, "check",
        "Check a mission file; tell what it makes of sample files: class, instrument, events",
        "  heafs mission check config/missions/halosat.toml\n"
        "  heafs mission check xmm.toml outgoing/obs/rev0/0099760201/PPS/*EVLI*\n"
        "  heafs mission check chandra orion.fits=2/1522/primary/acisf01522N005_evt2.fits\n"
        "Exit codes: 0 good, 1 the file is wrong, or a sample has no class or cannot be used,\n"
        "2 usage, 3 failed.");
    command
        ->add_option("FILE", arguments.file, "A mission file, or the name of a mission that ships")
        ->required();
    command->add_option("SAMPLE", arguments.samples,
                        "Files at their places in an observation folder, or FILE=PATH, where PATH "
                        "is its place below obs/<mission>/");
}

}  // namespace

std::variant<CommandArguments, int> parse_arguments(int count, const char* const* words,
                                                    std::ostream& out, std::ostream& err) {
    CommandArguments chosen;
    CLI::App app(kAbout, "heafs");
    app.footer(kExamples);
    app.set_version_flag("--version", "heafs " HEAFS_VERSION);
    app.require_subcommand(1);
    add_init(app, chosen);
    add_mount(app, chosen);
    add_umount(app, chosen);
    add_status(app, chosen);
    add_ingest(app, chosen);
    add_wait(app, chosen);
    add_validate(app, chosen);
    add_explain(app, chosen);
    add_product(app, chosen);
    add_query(app, chosen);
    add_simulate(app, chosen);
    add_scan(app, chosen);
    add_deliveries(app, chosen);
    add_withdraw(app, chosen);
    add_purge(app, chosen);
    add_receipt(app, chosen);
    add_rules(app, chosen);
    add_mission(app, chosen);
    CLI::App* worker = nullptr;
    add_command<WorkerArguments>(app, chosen, worker, "worker", "Internal: validates for a daemon",
                                 "  (started by heafs itself)");
    worker->group("");
    try {
        app.parse(count, words);
        return chosen;
    } catch (const CLI::ParseError& error) {
        return app.exit(error, out, err) == 0 ? kExitOk : kExitUsage;
    }
}

}  // namespace heafs
