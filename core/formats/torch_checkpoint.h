// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/checkpoint.h"
#include "core/formats/zip.h"

namespace faultline::formats {

/// The ZIP container of PyTorch 1.6 and later: NAME/data.pkl and one entry NAME/data/KEY a storage.
[[nodiscard]] base::Result<Checkpoint> readTorchZip(const ZipArchive& archive, std::string_view weights = {});

/// The stream of PyTorch 0.1.10 to 1.5: five pickles (magic number, protocol 1001, byte order and sizes, the
/// object, the storages' keys), then each storage's length (8 bytes) and bytes.
[[nodiscard]] base::Result<Checkpoint> readTorchLegacy(base::ByteView file, std::string_view weights = {});
[[nodiscard]] bool isTorchLegacy(base::ByteView file);

} // namespace faultline::formats
