// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/label_file_dialog.h"

#include "core/workbench/label_folder.h"
#include "ui/places/paths.h"
#include "ui/text/plain_text.h"

#include <algorithm>
#include <vector>

#include <QFileInfo>
#include <QLineEdit>
#include <QPushButton>

namespace faultline::ui {

namespace {

using enum exchange::ExchangeFormat;

/// A format as the dialog offers it, and the ending that its files are given; a folder has none.
struct Offered {
    exchange::ExchangeFormat format;
    QString name;
    const char* ending;
};

std::vector<Offered> offeredFormats() {
    return {{Csv, LabelFileDialog::tr("CSV table (*.csv)"), "csv"},
            {Json, LabelFileDialog::tr("JSON (*.json)"), "json"},
            {Events, LabelFileDialog::tr("Events, the whole log (*.jsonl)"), "jsonl"},
            {LabelStudio, LabelFileDialog::tr("Label Studio, with pictures (*.json)"), "json"},
            {LabelErrors, LabelFileDialog::tr("Table of label errors (*.csv)"), "csv"},
            {FiftyOne, LabelFileDialog::tr("Folder for FiftyOne (*)"), ""},
            {ImageFolder, LabelFileDialog::tr("Image folder of Hugging Face (*)"), ""},
            {Folders, LabelFileDialog::tr("Folder of pictures for each mode (*)"), ""},
            {Labelme, LabelFileDialog::tr("Folder for labelme (*)"), ""}};
}

Offered offeredAs(const QString& filter) {
    const std::vector<Offered> formats = offeredFormats();
    const auto found = std::ranges::find(formats, filter, &Offered::name);
    return found == formats.end() ? formats.front() : *found;
}

bool isEarlierExport(const QString& path) {
    return QFileInfo(path).isDir() && workbench::isLabelFolder(QFile::encodeName(path).toStdString());
}

} // namespace

LabelFileDialog::LabelFileDialog(const QString& folder, const QString& name, QWidget* parent)
    : QFileDialog(parent, tr("Export labels"), folder) {
    setAcceptMode(AcceptSave); // asks before it replaces a file
    setFileMode(AnyFile);
    QStringList names;
    for (const Offered& each : offeredFormats())
        names << each.name;
    setNameFilters(names);
    connect(this, &QFileDialog::filterSelected, this, &LabelFileDialog::follow);
    connect(this, &QFileDialog::currentChanged, this, &LabelFileDialog::takeExport);
    follow(names.front());
    selectFile(fileNameFrom(name));
}

exchange::ExchangeFormat LabelFileDialog::format() const {
    return offeredAs(selectedNameFilter()).format;
}

bool LabelFileDialog::isFolderWanted() const {
    return *offeredAs(selectedNameFilter()).ending == '\0';
}

void LabelFileDialog::follow(const QString& filter) {
    setDefaultSuffix(QString::fromLatin1(offeredAs(filter).ending));
}

void LabelFileDialog::takeExport(const QString& path) {
    auto* field = findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
    if (field != nullptr && isFolderWanted() && isEarlierExport(path))
        field->setText(QFileInfo(path).fileName());
}

QString LabelFileDialog::path() const {
    return m_replaced.isEmpty() ? selectedFiles().value(0) : m_replaced;
}

void LabelFileDialog::accept() {
    const QString chosen = selectedFiles().value(0);
    if (!isFolderWanted() || !isEarlierExport(chosen))
        return QFileDialog::accept();
    PlainMessageBox box(this);
    box.setIcon(QMessageBox::Question);
    box.setText(tr("Replace the earlier export %1?").arg(QFileInfo(chosen).fileName()));
    box.setInformativeText(tr("The files that it was written with go. If there are others in it, it is left "
                              "alone."));
    QPushButton* replace = box.addButton(tr("Replace"), QMessageBox::AcceptRole);
    box.setDefaultButton(box.addButton(QMessageBox::Cancel));
    box.exec();
    if (box.clickedButton() != replace)
        return;
    m_replaced = chosen;
    done(Accepted);
}

} // namespace faultline::ui
