#include "core/delivery/receipt_json.h"

#include <nlohmann/json.hpp>

#include "config/base/error.h"
#include "core/base/signature.h"

namespace heafs {
namespace {

using Json = nlohmann::json;  // sorts keys by their bytes

std::string canonical(const Json& json) {
    return json.dump(-1, ' ', true, Json::error_handler_t::replace);
}

Json json_of(const Receipt& receipt) {
    Json json = {{"archive", receipt.archive},
                 {"mission", receipt.mission},
                 {"delivery", receipt.delivery},
                 {"revision", receipt.revision},
                 {"manifest_sha256", receipt.manifest_sha256},
                 {"files_sha256", receipt.files_sha256},
                 {"counts", {{"files", receipt.files.size()}, {"warnings", receipt.warnings}}},
                 {"published", receipt.published},
                 {"heafs", receipt.heafs},
                 {"files", Json::array()},
                 {"waivers", Json::array()}};
    if (receipt.test) json["test"] = true;
    int64_t bytes = 0;
    for (const auto& file : receipt.files) {
        json["files"].push_back(
            {{"path", file.path}, {"sha256", file.sha256}, {"size", file.size}});
        bytes += file.size;
    }
    json["counts"]["bytes"] = bytes;
    for (const auto& waiver : receipt.waivers)
        json["waivers"].push_back({{"rule", waiver.rule},
                                   {"file", waiver.file},
                                   {"hdu", waiver.hdu ? Json(*waiver.hdu) : Json()},
                                   {"reason", waiver.reason}});
    return json;
}

std::string text_at(const Json& json, const char* key) { return json.at(key).get<std::string>(); }

}  // namespace

std::string canonical_bytes(const Receipt& receipt) { return canonical(json_of(receipt)); }

std::string signed_receipt(const Receipt& receipt, const std::string& private_key) {
    const Json body = json_of(receipt);
    const nlohmann::ordered_json file = {{"format", 1},
                                         {"receipt", body},
                                         {"public_key", public_key_of(private_key)},
                                         {"signature", signature_of(private_key, canonical(body))}};
    return file.dump(1, ' ', true, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

bool is_receipt_for(const std::string& text, const Receipt& receipt) {
    try {
        const Json there = Json::parse(text).at("receipt");
        return text_at(there, "files_sha256") == receipt.files_sha256 &&
               text_at(there, "manifest_sha256") == receipt.manifest_sha256 &&
               there.at("revision").get<int>() == receipt.revision &&
               text_at(there, "delivery") == receipt.delivery &&
               text_at(there, "mission") == receipt.mission;
    } catch (const Json::exception&) {
        return false;
    }
}

GivenReceipt receipt_from_json(const std::string& text) {
    try {
        const Json json = Json::parse(text);
        if (json.at("format").get<int>() != 1)
            throw Error(Fault::kMalformed, "no receipt of format 1");
        const Json& body = json.at("receipt");
        GivenReceipt given;
        given.bytes = canonical(body);
        given.public_key = text_at(json, "public_key");
        given.signature = text_at(json, "signature");
        given.mission = text_at(body, "mission");
        given.delivery = text_at(body, "delivery");
        given.archive = text_at(body, "archive");
        given.published = text_at(body, "published");
        given.revision = body.at("revision").get<int64_t>();
        given.files = body.at("counts").at("files").get<int64_t>();
        given.test = body.value("test", false);
        return given;
    } catch (const Json::exception& error) {
        throw Error(Fault::kMalformed, std::string("no receipt: ") + error.what());
    }
}

}  // namespace heafs
