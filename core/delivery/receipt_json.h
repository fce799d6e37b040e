// receipt.json, format 1: {"format": 1, "receipt": {...}, "public_key": PEM, "signature": Base64}.
//
// Signed are the canonical bytes of the object "receipt": JSON with the keys of every object in the
// order of their bytes, no space or newline between tokens, and everything outside printable ASCII
// in strings written as \uXXXX (lower-case digits). Python writes the same bytes with
// json.dumps(r["receipt"], sort_keys=True, separators=(",", ":")). The signature is Ed25519
// (RFC 8032) of these bytes, which `openssl pkeyutl -verify -rawin` checks.
#pragma once

#include <string>

#include "core/delivery/receipt.h"

namespace heafs {

std::string canonical_bytes(const Receipt& receipt);

// The whole file; the same receipt and key always give the same bytes.
std::string signed_receipt(const Receipt& receipt, const std::string& private_key);

// True when the text is a receipt for the same files, manifest and revision of the same delivery.
bool is_receipt_for(const std::string& text, const Receipt& receipt);

// A receipt as somebody gives it to be checked.
struct GivenReceipt {
    std::string bytes;  // canonical
    std::string public_key;
    std::string signature;
    std::string mission;
    std::string delivery;
    std::string archive;
    std::string published;
    int64_t revision = 0;
    int64_t files = 0;
    bool test = false;
};
// Raises Fault::kMalformed when the text is no receipt of format 1.
GivenReceipt receipt_from_json(const std::string& text);

}  // namespace heafs
