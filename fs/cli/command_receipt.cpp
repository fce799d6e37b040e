#include <fmt/format.h>

#include <filesystem>
#include <ostream>

#include "config/base/error.h"
#include "core/archive/archive_keys.h"
#include "core/base/files.h"
#include "core/base/signature.h"
#include "core/delivery/receipt_json.h"
#include "core/delivery/shown_text.h"
#include "fs/cli/commands.h"
#include "fs/cli/exit_code.h"
#include "fs/cli/mount_points.h"

namespace heafs {
namespace {

namespace stdfs = std::filesystem;

struct CheckingKey {
    std::string pem;
    std::string whose;  // for people
};

// The archive whose mount holds `file`, if one does.
std::optional<stdfs::path> archive_around(const stdfs::path& file) {
    for (stdfs::path folder = stdfs::absolute(file).lexically_normal().parent_path();;
         folder = folder.parent_path()) {
        if (const auto status = find_mount_status(folder)) return status->archive;
        if (folder == folder.parent_path()) return std::nullopt;
    }
}

CheckingKey key_for(const ReceiptArguments& arguments, const GivenReceipt& given) {
    if (!arguments.key.empty())
        return {read_file(arguments.key, 1 << 16), "the key in " + arguments.key};
    if (const auto archive = archive_around(arguments.file))
        return {open_public_key(*archive), "the key of the archive " + archive->string()};
    return {given.public_key,
            "the key that stands in the receipt itself: it is unchanged since it was signed, but "
            "anybody may have signed it. --key PEM tells whose it must be"};
}

int verify_receipt(const ReceiptArguments& arguments, std::ostream& out) {
    const GivenReceipt given = receipt_from_json(read_file(arguments.file));
    const CheckingKey key = key_for(arguments, given);
    const bool good = signature_is_good(key.pem, given.bytes, given.signature);
    out << fmt::format("{}: {}/{} revision {}, {} files, published {} by archive '{}'{}\n",
                       good ? "GOOD" : "BAD", shown_text(given.mission), shown_text(given.delivery),
                       given.revision, given.files, shown_text(given.published),
                       shown_text(given.archive), given.test ? " (TEST: a rehearsal)" : "");
    out << (good ? "Signed with " : "Not signed, or changed since: checked with ") << key.whose
        << ".\n";
    return good ? kExitOk : kExitFindings;
}

}  // namespace

int run_receipt(const ReceiptArguments& arguments, std::ostream& out) {
    if (arguments.action == ReceiptArguments::Action::kVerify)
        return verify_receipt(arguments, out);
    out << open_public_key(resolve_archive(arguments.archive));
    return kExitOk;
}

}  // namespace heafs
