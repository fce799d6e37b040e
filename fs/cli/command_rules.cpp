#include <optional>
#include <ostream>

#include "core/delivery/name_rules.h"
#include "core/delivery/rules_page.h"
#include "fs/cli/commands.h"
#include "fs/cli/exit_code.h"

namespace heafs {

int run_rules(const RulesArguments& arguments, std::ostream& out) {
    std::optional<Mission> mission;
    if (!arguments.mission.empty())
        mission = load_mission(arguments.mission, mission_folders(arguments.archive));
    const Mission* const shown = mission ? &*mission : nullptr;
    out << (arguments.markdown ? rules_markdown(shown, today_utc())
                               : rules_text(shown, today_utc()));
    return kExitOk;
}

}  // namespace heafs
