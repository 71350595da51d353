// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/taxonomy/taxonomy_dialog.h"

#include "core/study/run_entry.h"
#include "core/workbench/condition_kinds.h"
#include "core/workbench/failure_modes.h"
#include "ui/fitting/flow_layout.h"
#include "ui/taxonomy/mode_editor.h"
#include "ui/taxonomy/split_dialog.h"
#include "ui/text/plain_text.h"
#include "ui/workspace/number_text.h"

#include <algorithm>

#include <utility>

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QListView>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace faultline::ui {

using base::Result;

namespace {

QString text(const std::string& name) {
    return QString::fromStdString(name);
}

PlainLabel* sentences(const QString& name, QWidget* parent) {
    auto* label = new PlainLabel(parent);
    label->setWordWrap(true);
    label->setObjectName(name);
    label->setVisible(false);
    return label;
}

void say(QLabel* label, const QString& sentence) {
    label->setText(sentence);
    label->setVisible(!sentence.isEmpty());
}

} // namespace

TaxonomyDialog::TaxonomyDialog(Workspace& workspace, QWidget* parent)
    : QDialog(parent)
    , m_workspace(workspace)
    , m_notes(workspace.pixels())
    , m_tabs(new QTabWidget(this))
    , m_table(new QTableView(this))
    , m_list(new QListView(this))
    , m_add(new QPushButton(tr("&Add…"), this))
    , m_edit(new QPushButton(tr("&Change…"), this))
    , m_merge(new QToolButton(this))
    , m_targets(new QMenu(this))
    , m_split(new QPushButton(tr("&Split…"), this))
    , m_remove(new QPushButton(tr("&Take away"), this))
    , m_show(new QPushButton(tr("Show its &items"), this))
    , m_makeOf(new QPushButton(tr("Make a &mode of these…"), this))
    , m_splitText(sentences(QStringLiteral("splitLabels"), this))
    , m_showSplit(new QPushButton(tr("Show &them"), this))
    , m_warnings(sentences(QStringLiteral("taxonomyWarnings"), this))
    , m_problem(sentences(QStringLiteral("taxonomyProblem"), this)) {
    setWindowTitle(tr("Failure modes"));
    layOut();
    connect(m_add, &QPushButton::clicked, this, [this] { edit(std::nullopt); });
    connect(m_edit, &QPushButton::clicked, this, [this] { edit(m_model.mode(selected().front())); });
    connect(m_table, &QTableView::doubleClicked, m_edit, &QPushButton::click);
    connect(m_targets, &QMenu::aboutToShow, this, &TaxonomyDialog::fillTargets);
    connect(m_split, &QPushButton::clicked, this, &TaxonomyDialog::split);
    connect(m_remove, &QPushButton::clicked, this, &TaxonomyDialog::remove);
    connect(m_show, &QPushButton::clicked, this, &TaxonomyDialog::showItems);
    connect(m_showSplit, &QPushButton::clicked, this, &TaxonomyDialog::showSplit);
    connect(m_makeOf, &QPushButton::clicked, this, &TaxonomyDialog::makeOfNotes);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &TaxonomyDialog::refresh);
    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this, &TaxonomyDialog::refresh);
    connect(&workspace, &Workspace::leaving, this, &QDialog::reject);
    connect(&workspace, &Workspace::taxonomyChanged, this, &TaxonomyDialog::read);
    // A split asks again for what was answered: counts of others may not be seen any more.
    connect(&workspace.queue(), &QueueSession::changed, this,
            [this, wasBlind = workspace.queue().isBlind()]() mutable {
                if (std::exchange(wasBlind, m_workspace.queue().isBlind()) != m_workspace.queue().isBlind())
                    read();
            });
    read();
    refresh();
}

void TaxonomyDialog::layOut() {
    m_tabs->addTab(modesPage(), tr("&Modes"));
    m_tabs->addTab(notesPage(), tr("&Notes without a mode"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_tabs, 1);
    layout->addWidget(m_problem);
    layout->addWidget(buttons);
    resize(640, 440);
}

QWidget* TaxonomyDialog::modesPage() {
    m_table->setModel(&m_model);
    m_table->setObjectName(QStringLiteral("modes"));
    m_table->setAccessibleName(tr("Failure modes"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->setShowGrid(false);
    m_table->setIconSize({20, 20});
    m_table->verticalHeader()->setVisible(false);
    m_table->verticalHeader()->setDefaultSectionSize(28);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_merge->setText(tr("Mer&ge into"));
    m_merge->setMenu(m_targets);
    m_merge->setPopupMode(QToolButton::InstantPopup);
    m_merge->setFocusPolicy(Qt::StrongFocus);
    setTip(m_merge,
           tr("All labels of the selected modes become ones of another, whoever gave them; one undo takes "
              "it back"));
    setTip(m_remove, tr("Only a mode that was never given can go"));
    auto* buttons = new FlowLayout;
    for (QWidget* button :
         {static_cast<QWidget*>(m_add), static_cast<QWidget*>(m_edit), static_cast<QWidget*>(m_merge),
          static_cast<QWidget*>(m_split), static_cast<QWidget*>(m_remove), static_cast<QWidget*>(m_show)})
        buttons->addWidget(button);
    auto* page = new QWidget(this);
    auto* layout = new QVBoxLayout(page);
    layout->addWidget(m_table, 1);
    auto* anew = new QHBoxLayout;
    anew->addWidget(m_splitText, 1);
    anew->addWidget(m_showSplit);
    layout->addLayout(anew);
    layout->addWidget(m_warnings);
    layout->addLayout(buttons);
    return page;
}

QWidget* TaxonomyDialog::notesPage() {
    m_list->setModel(&m_notes);
    m_list->setObjectName(QStringLiteral("notes"));
    m_list->setAccessibleName(tr("Notes on items that none of the modes explains"));
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setIconSize({NoteModel::pictureSide, NoteModel::pictureSide});
    m_list->setWordWrap(true);
    m_list->setUniformItemSizes(false);
    auto* why = new PlainLabel(tr("What you noted where you decided \"none of these\": notes that say the "
                                  "same may be a mode of their own."),
                               this);
    why->setWordWrap(true);
    auto* page = new QWidget(this);
    auto* layout = new QVBoxLayout(page);
    layout->addWidget(why);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_makeOf, 0, Qt::AlignLeft);
    return page;
}

void TaxonomyDialog::read() {
    if (!m_workspace.study().isOpen())
        return;
    m_workspace.study().thread()->post(
        this, [](study::Study& file) { return workbench::taxonomyView(file); },
        [this, asked = std::weak_ptr(m_workspace.study().thread())](Result<report::TaxonomyView> view) {
            if (!isStill(asked, m_workspace.study().thread()) || !m_workspace.study().isOpen())
                return;
            if (view)
                take(std::move(*view));
            else
                say(m_problem, text(view.error().message));
        });
}

void TaxonomyDialog::take(report::TaxonomyView view) {
    const std::string run = m_workspace.study().thread()->run(m_workspace.study().run()).name;
    const std::string annotator = m_workspace.labelling().annotator().toStdString();
    std::vector<NoteModel::Note> notes;
    for (const report::TaxonomyView::Note& note : view.notes)
        if (note.run == run && note.annotator == annotator) // nobody sees another one's labels
            notes.push_back({note.sample, text(note.text)});
    m_notes.setNotes(std::move(notes));
    QStringList warnings;
    for (const std::string& warning : view.warnings)
        warnings << text(warning);
    say(m_warnings, warnings.join(u'\n'));
    m_model.setView(std::move(view), m_workspace.queue().isBlind() ? TaxonomyModel::Counts::Hidden
                                                                   : TaxonomyModel::Counts::Shown);
    m_table->resizeColumnsToContents();
    refresh();
}

void TaxonomyDialog::change(Change change, ModeEditor* editor) {
    if (!m_workspace.study().isWritable() || m_isChanging)
        return;
    m_isChanging = true;
    refresh();
    // The answer is the workspace's, too: a dialog that is closed meanwhile takes nothing back.
    m_workspace.study().thread()->post(&m_workspace, std::move(change),
                                       [&workspace = m_workspace, dialog = QPointer(this),
                                        open = QPointer(editor)](const Result<QString>& done) {
                                           if (done)
                                               workspace.refreshTaxonomy();
                                           if (!dialog)
                                               return;
                                           dialog->m_isChanging = false;
                                           const QString fault =
                                               done ? QString() : text(done.error().message);
                                           if (open) {
                                               open->showProblem(fault);
                                               if (done)
                                                   open->accept();
                                           } else {
                                               say(dialog->m_problem, fault);
                                           }
                                           if (done)
                                               Q_EMIT dialog->told(*done);
                                           dialog->refresh();
                                       });
}

void TaxonomyDialog::edit(const std::optional<labels::Mode>& known) {
    auto* editor = new ModeEditor(m_workspace.study().taxonomy(), known, this);
    editor->setAttribute(Qt::WA_DeleteOnClose);
    connect(editor, &ModeEditor::wished, this, [this, editor, isNew = !known] {
        change(
            [wish = editor->wish(), isNew](study::Study& file) -> Result<QString> {
                FAULTLINE_CHECK(isNew ? workbench::addMode(file, wish) : workbench::editMode(file, wish));
                return (isNew ? tr("Added the mode %1") : tr("Changed the mode %1")).arg(text(*wish.name));
            },
            editor);
    });
    editor->open();
}

void TaxonomyDialog::makeOfNotes() {
    std::vector<base::SampleIndex> samples;
    for (const QModelIndex& index : m_list->selectionModel()->selectedIndexes())
        samples.push_back(m_notes.sample(index.row()));
    auto* editor = new ModeEditor(m_workspace.study().taxonomy(), std::nullopt, this);
    editor->setAttribute(Qt::WA_DeleteOnClose);
    connect(editor, &ModeEditor::wished, this, [this, editor, samples = std::move(samples)] {
        change(
            [wish = editor->wish(), samples, run = m_workspace.study().run(),
             annotator =
                 m_workspace.labelling().annotator().toStdString()](study::Study& file) -> Result<QString> {
                FAULTLINE_TRY(report, workbench::makeModeOf(file, wish, annotator, run, samples));
                return tr("%1").arg(text(report.description));
            },
            editor);
    });
    editor->open();
}

void TaxonomyDialog::fillTargets() {
    m_targets->clear();
    const std::vector<int> rows = selected();
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const labels::Mode& mode = m_model.mode(row);
        if (std::ranges::find(rows, row) != rows.end() || !m_model.view().taxonomy.isOffered(mode.id))
            continue;
        QString name = text(mode.name);
        QAction* action = m_targets->addAction(name.replace(u'&', QStringLiteral("&&")));
        connect(action, &QAction::triggered, this, [this, slug = mode.slug] { merge(slug); });
    }
    if (m_targets->isEmpty())
        m_targets->addAction(tr("There is no other mode"))->setEnabled(false);
}

void TaxonomyDialog::merge(const std::string& into) {
    std::vector<std::string> slugs;
    QStringList names;
    std::size_t count = 0;
    for (const int row : selected()) {
        slugs.push_back(m_model.mode(row).slug);
        names << text(m_model.mode(row).name);
        count += m_model.use(row).labels;
    }
    const QString target = text(m_model.view().taxonomy.find(into)->name);
    PlainMessageBox box(this);
    box.setIcon(QMessageBox::Question);
    box.setText(tr("Merge %1 into %2?").arg(names.join(QStringLiteral(", ")), target));
    box.setInformativeText(
        tr("%1 of all annotators become ones of %2. It is one step: your undo brings modes and labels back.")
            .arg(m_model.showsCounts() ? tr("%1 labels").arg(countText(count)) : tr("All labels"), target));
    QPushButton* go = box.addButton(tr("Merge"), QMessageBox::AcceptRole);
    box.setDefaultButton(box.addButton(QMessageBox::Cancel));
    box.exec();
    if (box.clickedButton() != go)
        return;
    change([slugs, into, annotator = m_workspace.labelling().annotator().toStdString()](
               study::Study& file) -> Result<QString> {
        FAULTLINE_TRY(report, workbench::mergeModes(file, annotator, slugs, into));
        QString sentence = text(report.description);
        sentence[0] = sentence[0].toUpper();
        return sentence;
    });
}

void TaxonomyDialog::split() {
    const labels::Mode mode = m_model.mode(selected().front());
    if (!mode.splitInto.empty()) {
        change([slug = mode.slug, name = mode.name](study::Study& file) -> Result<QString> {
            FAULTLINE_CHECK(workbench::splitMode(file, slug, {}));
            return tr("%1 is whole again").arg(text(name));
        });
        return;
    }
    SplitDialog dialog(m_model.view().taxonomy, mode, this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    change(
        [slug = mode.slug, name = mode.name, parts = dialog.parts()](study::Study& file) -> Result<QString> {
            FAULTLINE_CHECK(workbench::splitMode(file, slug, parts));
            return tr("%1 is split: its labels count as before until each is decided anew").arg(text(name));
        });
}

void TaxonomyDialog::remove() {
    change([slug = m_model.mode(selected().front()).slug](study::Study& file) -> Result<QString> {
        FAULTLINE_CHECK(workbench::removeMode(file, slug));
        return tr("Took the mode %1 away").arg(text(slug));
    });
}

void TaxonomyDialog::showItems() {
    workbench::Filter filter;
    filter.judgement = labels::Judgement::of(m_model.mode(selected().front()).id);
    m_workspace.visible().setFilter(filter);
    Q_EMIT shown();
    accept();
}

void TaxonomyDialog::showSplit() {
    m_workspace.visible().setFilter(
        with(workbench::Filter(), workbench::ofSplitModes(m_workspace.study().taxonomy())));
    Q_EMIT shown();
    accept();
}

std::size_t TaxonomyDialog::splitCount() const {
    if (m_workspace.queue().isBlind()) // the queue asks for them
        return 0;
    const std::string run = m_workspace.study().thread()->run(m_workspace.study().run()).name;
    const std::string annotator = m_workspace.labelling().annotator().toStdString();
    return static_cast<std::size_t>(
        std::ranges::count_if(m_model.view().toDecide, [&](const report::TaxonomyView::OpenItem& item) {
            return item.run == run && item.annotator == annotator &&
                   m_workspace.items().rowOf(item.sample) >= 0; // the grid has no controls
        }));
}

std::vector<int> TaxonomyDialog::selected() const {
    std::vector<int> rows;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows())
        rows.push_back(index.row());
    std::ranges::sort(rows);
    return rows;
}

void TaxonomyDialog::refresh() {
    const std::vector<int> rows = selected();
    const bool isWritable = m_workspace.study().isWritable() && !m_isChanging;
    const bool isOne = rows.size() == 1;
    const bool isSplit = isOne && !m_model.mode(rows.front()).splitInto.empty();
    m_add->setEnabled(isWritable);
    m_edit->setEnabled(isWritable && isOne);
    m_merge->setEnabled(isWritable && !rows.empty());
    m_split->setEnabled(isWritable && isOne);
    m_split->setText(isSplit ? tr("Take the &split back") : tr("&Split…"));
    m_remove->setEnabled(isWritable && isOne && m_model.use(rows.front()).events == 0);
    m_show->setEnabled(isOne && !m_workspace.queue().isBlind());
    m_makeOf->setEnabled(isWritable && m_list->selectionModel()->hasSelection());
    const std::size_t split = m_workspace.study().isOpen() ? splitCount() : 0;
    say(m_splitText, split == 0   ? QString()
                     : split == 1 ? tr("One of your labels is of a mode that was split: it is to be decided "
                                       "anew, and counts as before until then.")
                                  : tr("%1 of your labels are of a mode that was split: they are to be "
                                       "decided anew, and count as before until then.")
                                        .arg(countText(split)));
    m_showSplit->setVisible(split > 0);
}

} // namespace faultline::ui
