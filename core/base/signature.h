// Ed25519 signatures (RFC 8032), by OpenSSL. Keys are PEM texts as `openssl genpkey` writes them.
#pragma once

#include <string>
#include <string_view>

namespace heafs {

// A new private key, PKCS #8. Raises Fault::kSystem when OpenSSL has no randomness.
std::string make_signing_key();

// The public half of a private key. Raises Fault::kMalformed for text that is no Ed25519 key.
std::string public_key_of(const std::string& private_key);

// 64 bytes, as Base64 in one line. The same key and bytes always give the same signature.
std::string signature_of(const std::string& private_key, std::string_view bytes);

// False for every signature that this key did not make of these bytes, also for one that is no
// Base64 of 64 bytes. Raises Fault::kMalformed when `public_key` is no Ed25519 public key.
bool signature_is_good(const std::string& public_key, std::string_view bytes,
                       std::string_view signature);

// The PEM of a public key that is given as the Base64 of its 32 bytes (RFC 8410, section 4).
std::string pem_of_public_key(std::string_view base64);

// Base64 (RFC 4648, section 4), in one line.
std::string base64_of(std::string_view bytes);

}  // namespace heafs
