// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"

#include <fstream>
#include <new>

#include <openssl/evp.h>

namespace faultline::base {

struct Sha256::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();

    State() {
        if (context == nullptr)
            throw std::bad_alloc();
        EVP_DigestInit_ex(context, EVP_sha256(), nullptr);
    }
    ~State() { EVP_MD_CTX_free(context); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
};

Sha256::Sha256()
    : m_state(std::make_unique<State>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(ByteView bytes) {
    EVP_DigestUpdate(m_state->context, bytes.data(), bytes.size());
}

Digest Sha256::finish() {
    Digest digest{};
    EVP_DigestFinal_ex(m_state->context, digest.data(), nullptr);
    EVP_DigestInit_ex(m_state->context, EVP_sha256(), nullptr);
    return digest;
}

Digest sha256(ByteView bytes) {
    Sha256 hash;
    hash.add(bytes);
    return hash.finish();
}

Result<Digest> sha256OfFile(const std::filesystem::path& path) {
    std::error_code error;
    std::ifstream file;
    if (std::filesystem::is_regular_file(path, error)) // a pipe would wait for a writer
        file.open(path, std::ios::binary);
    if (!file.is_open())
        return failure(ErrorKind::Io, "cannot read " + path.string());
    Sha256 hash;
    Bytes block(1 << 20);
    while (file.read(reinterpret_cast<char*>(block.data()), static_cast<std::streamsize>(block.size())) ||
           file.gcount() > 0)
        hash.add({block.data(), static_cast<std::size_t>(file.gcount())});
    if (file.bad())
        return failure(ErrorKind::Io, "cannot read " + path.string() + " to its end");
    return hash.finish();
}

std::string hex(const Digest& digest) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(2 * digest.size());
    for (const std::uint8_t byte : digest) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

} // namespace faultline::base
