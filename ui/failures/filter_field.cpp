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

/// What offers are sought for: the condition that is being written, with the form that it goes on with where
/// an offer has that: "predicted: do" behind "predicted: cat or do".
QString soughtFor(const QString& text, const QStringList& offers) {
    const QString written = text.mid(headOf(text).size()).trimmed();
    const QString form = QString::fromStdString(workbench::formGoingOn(text.toStdString()));
    const QString whole = form + u' ' + written;
    const auto fits = [&](const QString& offer) {
        return offer.startsWith(form, Qt::CaseInsensitive) && offer.contains(whole, Qt::CaseInsensitive);
    };
    return !form.isEmpty() && std::any_of(offers.begin(), offers.end(), fits) ? whole : written;
}

/// Whether a word of it begins so.
bool beginsAWord(const QString& offer, const QString& sought) {
    for (qsizetype at = offer.indexOf(sought, 0, Qt::CaseInsensitive); at >= 0;
         at = offer.indexOf(sought, at + 1, Qt::CaseInsensitive))
        if (at == 0 || !offer.at(at - 1).isLetterOrNumber())
            return true;
    return false;
}

QStringList ranked(const QStringList& offers, const QString& typed) {
    const QString sought = soughtFor(typed, offers);
    QStringList first, others;
    for (const QString& each : offers)
        (beginsAWord(each, sought) ? first : others) << each;
    return first + others;
}

/// Completes the last condition of a line, and leaves those before it.
class LastCondition : public QCompleter {
public:
    using QCompleter::QCompleter;

    [[nodiscard]] QStringList splitPath(const QString& path) const override {
        return {soughtFor(path, static_cast<const QStringListModel*>(model())->stringList())};
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
    connect(this, &QLineEdit::textEdited, this, &FilterField::rank); // before the completer is asked
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
    m_all = offers;
    rank(text());
    constexpr int widest = 420, margins = 16; // pixels
    QAbstractItemView* popup = completer()->popup();
    int width = 0;
    for (const QString& each : offers)
        width = std::max(width, popup->fontMetrics().horizontalAdvance(each));
    popup->setMinimumWidth(
        std::min(width + margins + popup->verticalScrollBar()->sizeHint().width(), widest));
}

void FilterField::rank(const QString& typed) {
    const QStringList now = ranked(m_all, typed);
    if (now != m_offers->stringList())
        m_offers->setStringList(now);
}

void FilterField::offer() {
    rank(text());
    completer()->setCompletionPrefix(text());
    completer()->complete();
}

QString FilterField::firstOffer(const QString& typed) const {
    const QString sought = soughtFor(typed, m_all);
    for (const QString& each : ranked(m_all, typed))
        if (each.contains(sought, Qt::CaseInsensitive))
            return headOf(typed) + each;
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
