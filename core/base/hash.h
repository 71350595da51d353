// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <array>
#include <filesystem>
#include <memory>
#include <string>

namespace faultline::base {

using Digest = std::array<std::uint8_t, 32>;

/// SHA-256 (FIPS 180-4) over bytes that arrive in pieces.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    void add(ByteView bytes);
    /// Ends the message and starts a new one.
    [[nodiscard]] Digest finish();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

[[nodiscard]] Digest sha256(ByteView bytes);
[[nodiscard]] Result<Digest> sha256OfFile(const std::filesystem::path& path);
/// Lower-case hexadecimal, 64 characters.
[[nodiscard]] std::string hex(const Digest& digest);

} // namespace faultline::base
