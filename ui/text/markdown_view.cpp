// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/markdown_view.h"

#include <QScrollBar>
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
    verticalScrollBar()->setValue(place);
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
