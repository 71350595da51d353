// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/markdown_view.h"

#include <algorithm>

#include <QScrollBar>
#include <QTextBlock>
#include <QTextDocument>

namespace faultline::ui {

MarkdownView::MarkdownView(Pictures pictures, QWidget* parent)
    : QTextBrowser(parent)
    , m_pictures(std::move(pictures)) {
    setOpenLinks(false);
    setOpenExternalLinks(false);
    setUndoRedoEnabled(false);
    // Laying out moves what is seen, though nobody has moved it.
    const auto isMoved = [this] { m_isMoved = true; };
    connect(verticalScrollBar(), &QAbstractSlider::actionTriggered, this, isMoved);
    connect(this, &QTextEdit::selectionChanged, this, isMoved);
    connect(verticalScrollBar(), &QAbstractSlider::valueChanged, this, [this](int value) {
        if (!m_isMoved && value != 0)
            verticalScrollBar()->setValue(0);
    });
}

void MarkdownView::showFromTop(const QString& text) {
    verticalScrollBar()->setValue(0);
    showMarkdown(text);
    m_isMoved = false;
}

void MarkdownView::showMarkdown(const QString& text) {
    const int place = verticalScrollBar()->value();
    document()->clear(); // pictures that were loaded before are asked for again
    document()->setMarkdown(text, QTextDocument::MarkdownFeatures(QTextDocument::MarkdownDialectGitHub) |
                                      QTextDocument::MarkdownNoHTML);
    softenHeadings();
    verticalScrollBar()->setValue(place);
}

/// As large as in a page of their own they would take half of a pane beside a picture.
void MarkdownView::softenHeadings() {
    constexpr int most = 1; // steps above the text
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        if (block.blockFormat().headingLevel() == 0)
            continue;
        QTextCharFormat format;
        format.setProperty(QTextFormat::FontSizeAdjustment,
                           std::max(0, most + 1 - block.blockFormat().headingLevel()));
        QTextCursor heading(block);
        heading.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        heading.mergeCharFormat(format);
    }
}

QVariant MarkdownView::loadResource(int type, const QUrl& name) {
    QImage image = type == QTextDocument::ImageResource ? m_pictures(name.toString()) : QImage();
    if (image.isNull()) {
        image = QImage(1, 1, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
    }
    return image; // never nothing: the document would look for a file of that name
}

} // namespace faultline::ui
