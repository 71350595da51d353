// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/section.h"
#include "ui/paper/pdf_identity.h"

#include <QByteArray>

namespace faultline::ui {

/// The document as a PDF file of A4 pages, on which texts, tables and figures are vectors. The same document
/// gives the same bytes where the fonts are the same. Needs a QGuiApplication; any thread.
[[nodiscard]] QByteArray reportPdf(const report::Document& document, const PdfIdentity& identity);

} // namespace faultline::ui
