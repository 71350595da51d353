// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <cstdint>

namespace faultline::formats {

/// What a DEFLATE stream (RFC 1951) holds. Refuses a damaged stream, and one of more or fewer bytes than
/// `size`; memory is bounded by that, and by what so long a stream can hold at all.
[[nodiscard]] base::Result<base::Bytes> inflated(base::ByteView stream, std::uint64_t size);

} // namespace faultline::formats
