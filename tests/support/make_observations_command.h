// The command behind heafs-make-observations: writes deliveries of simulated observations.
#pragma once

#include <ostream>
#include <span>
#include <string>

namespace heafs {

// Takes the arguments after the program's name. Returns the exit code: 0 when all was written,
// 1 when something could not be, 2 when the arguments cannot be meant; words go to `err`.
int make_observations(std::span<const std::string> arguments, std::ostream& out, std::ostream& err);

}  // namespace heafs
