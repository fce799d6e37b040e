// What a delivered withdraw.txt asks the publisher to do.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace heafs {

struct WithdrawalOrder {
    int64_t delivery_id = 0;
    std::string mission;
    std::string delivery_name;
    std::vector<std::string> observations;
    std::vector<std::string> tables;  // of each the newest file
    std::string reason;
};

}  // namespace heafs
