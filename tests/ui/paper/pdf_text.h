// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace faultline::tests {

/// What a reader of a PDF file that Qt wrote finds in it.
struct PdfText {
    QStringList pages;   ///< the texts on each, as they were painted, without blanks
    bool isSound = true; ///< each object lies where the cross-reference table says
    qsizetype lines = 0; ///< straight or curved, of paths
    int pictures = 0;    ///< images, not figures
};

[[nodiscard]] PdfText pdfText(const QByteArray& pdf);

/// As PdfText has it: blanks may be painted as gaps.
[[nodiscard]] QString withoutBlanks(QString text);

} // namespace faultline::tests
