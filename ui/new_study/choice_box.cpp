// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/new_study/choice_box.h"

#include "core/base/files.h"
#include "core/model/class_mapping.h"
#include "core/model/preprocessing_text.h"
#include "ui/text/plain_text.h"

#include <QFileDialog>
#include <QFileInfo>

namespace faultline::ui {

namespace {

const QString fromFile = QStringLiteral("file");

base::Result<QString> describedPreprocessing(const std::string& value) {
    FAULTLINE_TRY(preprocessing, model::parsedPreprocessing(value));
    return QString::fromStdString(preprocessing.name + ": " + model::description(preprocessing));
}

} // namespace

ChoiceBox::ChoiceBox(const QString& name, const QString& filter, Describe describe, QWidget* parent)
    : QComboBox(parent)
    , m_filter(filter)
    , m_describe(std::move(describe)) {
    setObjectName(name);
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(20);
    addItem(tr("From a file…"), fromFile);
    connect(this, &QComboBox::activated, this, &ChoiceBox::chosen);
}

void ChoiceBox::addChoice(const QString& text, const std::string& value) {
    const int place = findData(fromFile);
    insertItem(place, text, QByteArray::fromStdString(value));
    setItemData(place, tipOf(text), Qt::ToolTipRole);
    if (place == 0)
        setCurrentIndex(0);
}

std::string ChoiceBox::value() const {
    return currentData().toByteArray().toStdString();
}

void ChoiceBox::setValue(const std::string& value) {
    if (findData(QByteArray::fromStdString(value)) < 0)
        addChoice(m_describe(value).value_or(QString::fromStdString(value)), value);
    m_last = findData(QByteArray::fromStdString(value));
    setCurrentIndex(m_last);
}

void ChoiceBox::takeFile(const QString& path) {
    const auto read = [&]() -> base::Result<std::string> {
        FAULTLINE_TRY(bytes, base::readFile(path.toStdString(), model::classFileLimit));
        std::string text(bytes.begin(), bytes.end());
        FAULTLINE_CHECK(m_describe(text));
        return text;
    }();
    if (read) {
        setValue(*read);
        return;
    }
    setCurrentIndex(m_last);
    Q_EMIT refused(tr("%1: %2").arg(path, QString::fromStdString(read.error().message)));
}

void ChoiceBox::chosen(int index) {
    if (itemData(index) != fromFile) {
        m_last = index;
        return;
    }
    const QString path = QFileDialog::getOpenFileName(this, accessibleName(), {}, m_filter);
    if (path.isEmpty())
        setCurrentIndex(m_last);
    else
        takeFile(path);
}

ChoiceBox* makePreprocessingBox(QWidget* parent) {
    auto* box = new ChoiceBox(QStringLiteral("preprocessing"), ChoiceBox::tr("JSON files (*.json)"),
                              describedPreprocessing, parent);
    box->setAccessibleName(ChoiceBox::tr("Preprocessing"));
    setTip(box,
           ChoiceBox::tr(
               "The normalisation that the model was trained with: a wrong one costs accuracy in silence"));
    box->addChoice(ChoiceBox::tr("Automatic: what the model's file says, else found by trial"), "auto");
    for (const model::Preprocessing& preset : model::presets())
        box->addChoice(*describedPreprocessing(preset.name), preset.name);
    return box;
}

ChoiceBox* makeClassesBox(QWidget* parent) {
    const auto describe = [](const std::string& text) -> base::Result<QString> {
        return ChoiceBox::tr("File: %1").arg(QString::fromStdString(text).simplified().left(40));
    };
    auto* box = new ChoiceBox(QStringLiteral("classes"), ChoiceBox::tr("Class files (*.json *.txt)"),
                              describe, parent);
    box->setAccessibleName(ChoiceBox::tr("Classes"));
    setTip(box, ChoiceBox::tr("Which class of the data set each output of the model stands for"));
    box->addChoice(ChoiceBox::tr("Automatic: by name where the model has names, else by order"), "auto");
    box->addChoice(ChoiceBox::tr("By order: output 0 is class 0"), "order");
    box->addChoice(ChoiceBox::tr("By name; other outputs are failures of their own"), "name");
    return box;
}

} // namespace faultline::ui
