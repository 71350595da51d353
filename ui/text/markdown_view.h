// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QImage>
#include <QString>
#include <QTextBrowser>

namespace faultline::ui {

/// Shows Markdown that a stranger may have written: HTML in it is text, no link is followed, and nothing that
/// it names is opened. A picture is what `pictures` gives for its address.
class MarkdownView : public QTextBrowser {
    Q_OBJECT

public:
    /// A null image: there is none, or not yet.
    using Pictures = std::function<QImage(const QString& address)>;

    explicit MarkdownView(Pictures pictures, QWidget* parent = nullptr);

    /// A text that is shown for the first time.
    void showFromTop(const QString& text);
    /// The place that is read stays where it is, when the text is shown anew.
    void showMarkdown(const QString& text);

protected:
    QVariant loadResource(int type, const QUrl& name) override;

private:
    void softenHeadings();

    Pictures m_pictures;
    bool m_isMoved = false; ///< by who reads
};

} // namespace faultline::ui
