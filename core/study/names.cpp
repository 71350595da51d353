// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/names.h"

#include "core/base/text.h"

namespace faultline::study {

namespace {

/// C0, DEL and C1 (U+0080 to U+009F, in UTF-8 0xC2 0x80 to 0xC2 0x9F).
bool hasControlCharacter(const std::string& text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x20 || byte == 0x7f)
            return true;
        if (byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0)
            return true;
    }
    return false;
}

} // namespace

base::Result<std::string> trimmedName(const std::string& whose, const std::string& name) {
    std::string trimmed(base::trimmed(name));
    if (trimmed.empty() || trimmed.size() > longestName || !base::isUtf8(trimmed) ||
        hasControlCharacter(trimmed))
        return base::failure(base::ErrorKind::InvalidInput,
                             whose + " has 1 to 200 bytes of UTF-8 text without control characters; "
                                     "choose another name");
    return trimmed;
}

} // namespace faultline::study
