// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/taxonomy/mode_editor.h"

#include "core/labels/colour_check.h"
#include "ui/fitting/fitting_scroll.h"
#include "ui/taxonomy/colour_swatch.h"
#include "ui/text/plain_text.h"

#include <algorithm>

#include <QColorDialog>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace faultline::ui {

namespace {

/// "Too dark!" → "too-dark"
QString slugOf(const QString& name) {
    QString slug;
    for (const QChar c : name.toLower())
        if ((c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9'))
            slug += c;
        else if (!slug.isEmpty() && !slug.endsWith(u'-'))
            slug += u'-';
    while (slug.endsWith(u'-'))
        slug.chop(1);
    constexpr int longest = 64;
    return slug.left(longest);
}

QLabel* sentenceLabel(const QString& name, QWidget* parent) {
    auto* label = new PlainLabel(parent);
    label->setWordWrap(true);
    label->setObjectName(name);
    label->setVisible(false);
    return label;
}

} // namespace

ModeEditor::ModeEditor(labels::Taxonomy taxonomy, std::optional<labels::Mode> known, QWidget* parent)
    : QDialog(parent)
    , m_taxonomy(std::move(taxonomy))
    , m_known(std::move(known))
    , m_name(new QLineEdit(this))
    , m_slug(new QLineEdit(this))
    , m_digit(new QComboBox(this))
    , m_letter(new QComboBox(this))
    , m_colour(new QLineEdit(this))
    , m_choose(new QPushButton(tr("&Choose…"), this))
    , m_definition(new QPlainTextEdit(this))
    , m_warning(sentenceLabel(QStringLiteral("modeWarning"), this))
    , m_problem(sentenceLabel(QStringLiteral("modeProblem"), this)) {
    setWindowTitle(m_known ? tr("Change %1").arg(QString::fromStdString(m_known->name))
                           : tr("New failure mode"));
    m_name->setObjectName(QStringLiteral("modeName"));
    m_slug->setObjectName(QStringLiteral("modeSlug"));
    m_colour->setObjectName(QStringLiteral("modeColour"));
    m_definition->setTabChangesFocus(true);
    layOut();
    labels::Mode shown;
    if (m_known)
        shown = *m_known;
    else if (const auto chosen = workbench::modeFor({}, m_taxonomy))
        shown = *chosen;
    else
        showProblem(QString::fromStdString(chosen.error().message));
    offerKeys(shown);
    fillFrom(shown);
    connect(m_name, &QLineEdit::textEdited, this, &ModeEditor::followName);
    connect(m_slug, &QLineEdit::textEdited, this, [this] { m_isSlugTyped = true; });
    connect(m_choose, &QPushButton::clicked, this, &ModeEditor::chooseColour);
    for (QLineEdit* field : {m_name, m_slug, m_colour})
        connect(field, &QLineEdit::textChanged, this, &ModeEditor::refresh);
    refresh();
}

void ModeEditor::layOut() {
    auto* content = new QWidget(this);
    auto* form = new QFormLayout(content);
    form->addRow(tr("&Name"), m_name);
    form->addRow(tr("Name in &files"), m_slug);
    m_slug->setEnabled(!m_known);
    setTip(m_slug, m_known
                       ? tr("It stays as it is: files and other copies know the mode by it")
                       : tr("Lower-case letters, digits, - and _; it stays as it is once the mode is made"));
    form->addRow(tr("&Digit"), m_digit);
    form->addRow(tr("&Letter"), m_letter);
    auto* colour = new QHBoxLayout;
    colour->addWidget(m_colour, 1);
    colour->addWidget(m_choose);
    form->addRow(tr("C&olour"), colour);
    if (auto* label = qobject_cast<QLabel*>(form->labelForField(colour)))
        label->setBuddy(m_colour);
    form->addRow(tr("D&efinition"), m_definition);
    setTip(m_definition, tr("One sentence for annotators, which stands beside the mode"));
    form->addRow(m_warning);
    form->addRow(m_problem);
    for (QWidget* field : {static_cast<QWidget*>(m_name), static_cast<QWidget*>(m_slug),
                           static_cast<QWidget*>(m_digit), static_cast<QWidget*>(m_letter),
                           static_cast<QWidget*>(m_colour), static_cast<QWidget*>(m_definition)}) {
        const auto* label = qobject_cast<QLabel*>(form->labelForField(field));
        field->setAccessibleName(label != nullptr ? label->text().remove(QLatin1Char('&')) : tr("Colour"));
    }
    m_definition->setMinimumHeight(3 * fontMetrics().lineSpacing() + 12);
    m_definition->setMaximumHeight(5 * fontMetrics().lineSpacing() + 12);
    m_name->setMinimumWidth(300);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_done =
        buttons->addButton(m_known ? tr("&Change it") : tr("&Make the mode"), QDialogButtonBox::AcceptRole);
    m_done->setDefault(true);
    connect(m_done, &QPushButton::clicked, this, [this] {
        m_done->setEnabled(false);
        Q_EMIT wished();
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(new FittingScroll(content, this), 1);
    layout->addWidget(buttons);
}

void ModeEditor::offerKeys(const labels::Mode& shown) {
    const auto& modes = m_taxonomy.modes();
    const auto isFree = [&](auto member, const auto& key) {
        return std::ranges::none_of(modes, [&](const labels::Mode& mode) {
            return mode.*member == key && (!m_known || mode.id != m_known->id);
        });
    };
    m_digit->addItem(tr("none"));
    for (char digit = '1'; digit <= '9'; ++digit)
        if (isFree(&labels::Mode::digit, std::optional(digit)))
            m_digit->addItem(QString(QLatin1Char(digit)));
    for (char letter = 'A'; letter <= 'Z'; ++letter)
        if (labels::lettersTaken.find(letter) == std::string_view::npos &&
            isFree(&labels::Mode::letter, letter))
            m_letter->addItem(QString(QLatin1Char(letter)));
    m_digit->setCurrentIndex(shown.digit ? m_digit->findText(QString(QLatin1Char(*shown.digit))) : 0);
    m_letter->setCurrentIndex(m_letter->findText(QString(QLatin1Char(shown.letter))));
}

void ModeEditor::fillFrom(const labels::Mode& shown) {
    m_name->setText(QString::fromStdString(shown.name));
    m_slug->setText(QString::fromStdString(shown.slug));
    m_colour->setText(QString::fromStdString(shown.colour));
    m_definition->setPlainText(QString::fromStdString(shown.definition));
}

void ModeEditor::followName() {
    if (m_known)
        return;
    if (!m_isSlugTyped)
        m_slug->setText(slugOf(m_name->text()));
    for (const QChar c : m_name->text().toUpper())
        if (const int index = m_letter->findText(QString(c)); index >= 0) {
            m_letter->setCurrentIndex(index);
            break;
        }
}

void ModeEditor::chooseColour() {
    const QColor chosen = QColorDialog::getColor(QColor(m_colour->text()), this, tr("Colour of the mode"));
    if (chosen.isValid())
        m_colour->setText(chosen.name());
}

void ModeEditor::refresh() {
    m_done->setEnabled(!m_name->text().trimmed().isEmpty() && !m_slug->text().isEmpty());
    m_choose->setIcon(colourSwatch(QColor(m_colour->text()), m_letter->currentText(), devicePixelRatioF()));
    // What the colour lacks beside those that are there.
    std::vector<labels::Mode> modes = m_taxonomy.modes();
    labels::Mode wanted = m_known.value_or(labels::Mode{base::ModeId(-1), "", "", std::nullopt, '-', "", ""});
    wanted.colour = m_colour->text().toStdString();
    wanted.name = m_name->text().isEmpty() ? tr("the new mode").toStdString() : m_name->text().toStdString();
    std::erase_if(modes, [&](const labels::Mode& mode) { return mode.id == wanted.id; });
    const std::vector<std::string> warnings = labels::colourWarnings(wanted, modes);
    QStringList lines;
    for (const std::string& warning : warnings)
        lines << QString::fromStdString(warning);
    m_warning->setText(lines.join(u'\n'));
    m_warning->setVisible(!lines.isEmpty());
}

workbench::ModeWish ModeEditor::wish() const {
    workbench::ModeWish wish;
    wish.slug = m_slug->text().toStdString();
    wish.name = m_name->text().trimmed().toStdString();
    wish.colour = m_colour->text().trimmed().toStdString();
    wish.definition = m_definition->toPlainText().trimmed().toStdString();
    if (!m_letter->currentText().isEmpty())
        wish.letter = m_letter->currentText().at(0).toLatin1();
    wish.digit =
        m_digit->currentIndex() <= 0 ? workbench::ModeWish::Digit::None : workbench::ModeWish::Digit::Key;
    if (m_digit->currentIndex() > 0)
        wish.digitKey = m_digit->currentText().at(0).toLatin1();
    return wish;
}

void ModeEditor::showProblem(const QString& sentence) {
    m_problem->setText(sentence);
    m_problem->setVisible(!sentence.isEmpty());
    refresh();
}

} // namespace faultline::ui
