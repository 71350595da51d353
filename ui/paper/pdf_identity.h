// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <string>

#include <QByteArray>

namespace faultline::ui {

/// What a PDF file says of itself beside its pages.
struct PdfIdentity {
    base::Timestamp date{}; ///< when it counts as made
    std::string source;     ///< its identifier is derived from this text
};

/// The PDF file that Qt wrote, with that date in the place of the clock's, and with an identifier; Qt has a
/// setter for neither. The same file and identity give the same bytes, whenever and in whatever zone it was
/// written.
[[nodiscard]] QByteArray withIdentity(QByteArray pdf, const PdfIdentity& identity);

} // namespace faultline::ui
