// SPDX-License-Identifier: GPL-3.0-or-later
// For a build without zlib, as on a GPU host that lacks it.
#include "core/formats/inflate.h"

namespace faultline::formats {

base::Result<base::Bytes> inflated(base::ByteView /*stream*/, std::uint64_t /*size*/) {
    return base::failure(base::ErrorKind::Refused,
                         "it is compressed, and this build has no zlib: save it uncompressed (numpy.savez)");
}

} // namespace faultline::formats
