// The program `heafs`. Everything it can do is in commands.h.
#include <iostream>

#include "fs/cli/commands.h"

int main(int count, char** words) { return heafs::run_program(count, words, std::cout, std::cerr); }
