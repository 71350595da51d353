// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/taxonomy/split_dialog.h"

#include "ui/fitting/fitting_scroll.h"
#include "ui/text/plain_text.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QPushButton>
#include <QVBoxLayout>

namespace faultline::ui {

SplitDialog::SplitDialog(const labels::Taxonomy& taxonomy, const labels::Mode& mode, QWidget* parent)
    : QDialog(parent) {
    const QString name = QString::fromStdString(mode.name);
    setWindowTitle(tr("Split %1").arg(name));
    auto* why = new PlainLabel(
        tr("Nothing is relabelled: labels of %1 count as before, and each is to be decided anew "
           "as one of these. Add modes first that are not here yet.")
            .arg(name),
        this);
    why->setWordWrap(true);
    auto* content = new QWidget(this);
    auto* list = new QVBoxLayout(content);
    list->addWidget(why);
    for (const labels::Mode& other : taxonomy.modes()) {
        if (other.id == mode.id || !taxonomy.isOffered(other.id))
            continue;
        QString shown = QString::fromStdString(other.name);
        auto* box = new QCheckBox(shown.replace(u'&', QStringLiteral("&&")), this);
        connect(box, &QCheckBox::toggled, this, &SplitDialog::refresh);
        list->addWidget(box);
        m_boxes.emplace_back(other.slug, box);
    }
    list->addStretch(1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_split = buttons->addButton(tr("&Split"), QDialogButtonBox::AcceptRole);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(new FittingScroll(content, this), 1);
    layout->addWidget(buttons);
    refresh();
}

std::vector<std::string> SplitDialog::parts() const {
    std::vector<std::string> slugs;
    for (const auto& [slug, box] : m_boxes)
        if (box->isChecked())
            slugs.push_back(slug);
    return slugs;
}

void SplitDialog::refresh() {
    m_split->setEnabled(parts().size() >= 2);
}

} // namespace faultline::ui
