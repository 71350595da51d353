// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>

namespace faultline::study {

/// The first bytes of a file that should be a study, read without any lock and without looking at its tables.
struct FileSignature {
    bool isDatabase = false;
    bool usesWriteAheadLog = false;
    bool isCutShort = false; ///< smaller than its own header says; harmless while a log holds the rest
    std::uint32_t applicationId = 0;
};
[[nodiscard]] base::Result<FileSignature> signatureOf(const std::filesystem::path& path);

} // namespace faultline::study
