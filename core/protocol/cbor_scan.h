// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace faultline::protocol {

inline constexpr std::size_t cborDepthLimit = 16;
inline constexpr std::size_t cborItemLimit = 1u << 18;

/// Looks over CBOR (RFC 8949) before a decoder is let at it: one well-formed item that fills `payload`
/// exactly, nested at most cborDepthLimit deep, with at most cborItemLimit items, of the kinds that the
/// protocol uses: no tags, no indefinite lengths. Memory and stack do not grow with the input.
[[nodiscard]] base::Result<> scanCbor(base::ByteView payload);

} // namespace faultline::protocol
