// Content and findings as JSON: between the daemon and its workers, in the catalogue, and in
// report.json. What comes from a worker is checked like any foreign input.
#pragma once

#include <string>
#include <vector>

#include "core/delivery/content.h"

namespace heafs {

std::string content_to_json(const Content& content);
// Raises Fault::kMalformed when the text is not what content_to_json makes.
Content content_from_json(const std::string& text);

// A JSON list of findings in the form of report.json.
std::string findings_to_json(const std::vector<Finding>& findings);
// Raises Fault::kMalformed when the text is not what findings_to_json makes.
std::vector<Finding> findings_from_json(const std::string& text);

}  // namespace heafs
