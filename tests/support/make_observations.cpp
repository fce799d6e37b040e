// heafs-make-observations: see its --help.
#include <iostream>
#include <string>
#include <vector>

#include "tests/support/make_observations_command.h"

int main(int count, char** arguments) {
    const std::vector<std::string> words(arguments + 1, arguments + count);
    return heafs::make_observations(words, std::cout, std::cerr);
}
