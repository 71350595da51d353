// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/manual.h"

#include "ui/fitting/screen_room.h"
#include "ui/shell/find_bar.h"

#include <vector>

#include <QDialogButtonBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QImage>
#include <QPushButton>
#include <QTextBlock>
#include <QTextBrowser>
#include <QTextCursor>
#include <QTextTable>
#include <QVBoxLayout>

namespace faultline::ui {

namespace {

/// Tables as a book sets them: thin lines and room around the words.
void setTables(const QTextDocument& document, const QColor& lines) {
    for (QTextFrame* frame : document.rootFrame()->childFrames()) {
        auto* table = qobject_cast<QTextTable*>(frame);
        if (table == nullptr)
            continue;
        QTextTableFormat format = table->format();
        format.setBorderCollapse(true);
        format.setBorderBrush(lines);
        format.setCellPadding(4);
        format.setTopMargin(8);
        format.setBottomMargin(8);
        table->setFormat(format);
    }
}

/// A command that is longer than a line goes on further in, so that each begins where commands begin. The
/// same document comes here with each link within it.
void setCommands(const QTextDocument& document) {
    constexpr int further = 32; // pixels
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        const bool isSet = block.blockFormat().textIndent() == -further;
        if (isSet || !block.blockFormat().hasProperty(QTextFormat::BlockCodeLanguage))
            continue;
        QTextBlockFormat format;
        format.setLeftMargin(block.blockFormat().leftMargin() + further);
        format.setTextIndent(-further);
        QTextCursor(block).mergeBlockFormat(format);
    }
}

/// No picture makes the page wider than that, in pixels.
void fitPictures(QTextDocument& document, int widest) {
    std::vector<QTextCursor> wide;
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next())
        for (QTextBlock::iterator place = block.begin(); !place.atEnd(); ++place) {
            const QTextImageFormat format = place.fragment().charFormat().toImageFormat();
            if (!format.isValid())
                continue;
            const QVariant picture = document.resource(QTextDocument::ImageResource, QUrl(format.name()));
            if (picture.value<QImage>().width() <= widest)
                continue;
            QTextCursor cursor(&document);
            cursor.setPosition(place.fragment().position());
            cursor.movePosition(QTextCursor::NextCharacter, QTextCursor::KeepAnchor);
            wide.push_back(cursor);
        }
    for (QTextCursor& cursor : wide) {
        QTextImageFormat format = cursor.charFormat().toImageFormat();
        format.setWidth(widest);
        cursor.setCharFormat(format);
    }
}

} // namespace

Manual::Manual(QWidget* parent)
    : QDialog(parent)
    , m_text(new QTextBrowser(this)) {
    setWindowTitle(tr("Faultline – user guide"));
    setAttribute(Qt::WA_DeleteOnClose);
    QTextBrowser* text = m_text;
    text->setFrameShape(QFrame::NoFrame);
    text->setOpenExternalLinks(true);
    text->document()->setDocumentMargin(16);
    constexpr int widest = 760; // pixels
    connect(text, &QTextBrowser::sourceChanged, this, [this, text] {
        setTables(*text->document(), palette().color(QPalette::Mid));
        setCommands(*text->document());
        fitPictures(*text->document(), widest);
    });
    text->setSource(QUrl(QStringLiteral("qrc:/manual/user-guide.md")), QTextDocument::MarkdownResource);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    QPushButton* back = buttons->addButton(tr("&Back"), QDialogButtonBox::ActionRole);
    back->setEnabled(false);
    connect(text, &QTextBrowser::backwardAvailable, back, &QPushButton::setEnabled);
    connect(back, &QPushButton::clicked, text, &QTextBrowser::backward);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    auto* column = new QVBoxLayout(this);
    column->addWidget(text);
    auto* row = new QHBoxLayout;
    row->addWidget(new FindBar(text, this), 1);
    row->addWidget(buttons);
    column->addLayout(row);
    resizeWithinScreen(*this, {860, 720});
    text->setFocus();
}

void Manual::changeEvent(QEvent* event) {
    QDialog::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        setTables(*m_text->document(), palette().color(QPalette::Mid));
}

} // namespace faultline::ui
