// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/failures/filter_field.h"

#include "core/workbench/clause_text.h"

#include <algorithm>

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QScrollBar>

namespace faultline::ui {

namespace {

bool isEscape(const QEvent& event) {
    return static_cast<const QKeyEvent&>(event).key() == Qt::Key_Escape;
}

/// What stands before the condition that is being written: "not ", "cat or ".
QString headOf(const QString& text) {
    if (text.trimmed().startsWith(keptForm, Qt::CaseInsensitive))
        return {};
    const std::string bytes = text.toStdString();
    return QString::fromStdString(bytes.substr(0, workbench::lastConditionAt(bytes)));
}

/// Completes the last condition of a line, and leaves those before it.
class LastCondition : public QCompleter {
public:
    using QCompleter::QCompleter;

    [[nodiscard]] QStringList splitPath(const QString& path) const override {
        return {path.mid(headOf(path).size())};
    }
    [[nodiscard]] QString pathFromIndex(const QModelIndex& index) const override {
        return headOf(completionPrefix()) + QCompleter::pathFromIndex(index);
    }
};

} // namespace

FilterField::FilterField(QWidget* parent)
    : QLineEdit(parent)
    , m_offers(new QStringListModel(this)) {
    setObjectName(QStringLiteral("filterField"));
    setPlaceholderText(tr("Filter by class, mode or #index"));
    setAccessibleName(tr("Add a filter"));
    setClearButtonEnabled(true);
    setMinimumWidth(120);
    auto* completer = new LastCondition(m_offers, this);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    completer->setMaxVisibleItems(12);
    setCompleter(completer);
    completer->popup()->setTextElideMode(Qt::ElideMiddle);
    completer->popup()->installEventFilter(this); // after the completer's own: asked before it
    // Queued: the completer writes its choice into the field after this signal.
    connect(completer, qOverload<const QString&>(&QCompleter::activated), this, &FilterField::entered,
            Qt::QueuedConnection);
    connect(this, &QLineEdit::returnPressed, this, [this] {
        if (!text().trimmed().isEmpty())
            Q_EMIT entered(text());
    });
}

void FilterField::setOffers(const QStringList& offers) {
    m_offers->setStringList(offers);
    constexpr int widest = 420, margins = 16; // pixels
    QAbstractItemView* popup = completer()->popup();
    int width = 0;
    for (const QString& each : offers)
        width = std::max(width, popup->fontMetrics().horizontalAdvance(each));
    popup->setMinimumWidth(
        std::min(width + margins + popup->verticalScrollBar()->sizeHint().width(), widest));
}

void FilterField::offer() {
    completer()->setCompletionPrefix(text());
    completer()->complete();
}

QString FilterField::firstOffer(const QString& typed) const {
    const QString head = headOf(typed);
    for (const QString& each : m_offers->stringList())
        if (each.contains(typed.mid(head.size()).trimmed(), Qt::CaseInsensitive))
            return head + each;
    return {};
}

void FilterField::leave() {
    completer()->popup()->hide();
    clear();
    Q_EMIT left();
}

bool FilterField::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride && isEscape(*event)) {
        event->accept(); // it is a shortcut of the window, too
        return true;
    }
    return QLineEdit::event(event);
}

void FilterField::keyPressEvent(QKeyEvent* event) {
    if (isEscape(*event))
        leave();
    else
        QLineEdit::keyPressEvent(event);
}

bool FilterField::eventFilter(QObject* watched, QEvent* event) {
    if (watched == completer()->popup() && event->type() == QEvent::KeyPress && isEscape(*event)) {
        leave();
        return true;
    }
    return QLineEdit::eventFilter(watched, event);
}

} // namespace faultline::ui
