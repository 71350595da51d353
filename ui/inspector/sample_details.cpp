// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/sample_details.h"

#include "ui/inspector/top_classes.h"

#include <algorithm>

#include <QDateTime>

namespace faultline::ui {

namespace {

using base::Result;

QString nameOf(base::AnnotatorId id, const std::vector<labels::Annotator>& annotators) {
    for (const labels::Annotator& annotator : annotators)
        if (annotator.id == id)
            return QString::fromStdString(annotator.name);
    return QStringLiteral("?");
}

QString sentence(const labels::LabelEvent& event, const std::vector<labels::Annotator>& annotators,
                 const labels::Taxonomy& taxonomy) {
    QString what = QString::fromStdString(labels::judgementText(event.label.judgement, taxonomy));
    if (what.isEmpty())
        what = SampleDetails::tr("unlabelled");
    if (event.source != labels::Source::Window)
        what += QStringLiteral(" (%1)").arg(QString::fromUtf8(
            labels::name(event.source).data(), static_cast<qsizetype>(labels::name(event.source).size())));
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(event.at.time_since_epoch().count());
    QString text = QStringLiteral("%1  %2: %3")
                       .arg(at.toString(QStringLiteral("yyyy-MM-dd HH:mm")),
                            nameOf(event.label.annotator, annotators), what);
    if (!event.label.note.empty())
        text += QStringLiteral(" – “%1”").arg(QString::fromStdString(event.label.note));
    return text;
}

Result<SampleFacts> read(study::Study& file, base::SampleIndex sample) {
    SampleFacts facts;
    facts.sample = sample;
    FAULTLINE_TRY(detail, file.detail(sample));
    FAULTLINE_TRY(events, file.history(sample));
    FAULTLINE_TRY(annotators, file.annotators());
    FAULTLINE_TRY(measures, imaging::measures(detail.image.view()));
    facts.top = analysis::topClasses(detail.logits, TopClasses::shownClasses);
    facts.measures = measures;
    for (const labels::LabelEvent& event : events)
        facts.history.prepend(sentence(event, annotators, file.taxonomy()));
    return facts;
}

} // namespace

SampleDetails::SampleDetails(Workspace& workspace, QObject* parent)
    : QObject(parent)
    , m_workspace(workspace) {
    connect(&workspace, &Workspace::currentChanged, this, &SampleDetails::ask);
    connect(&workspace, &Workspace::opened, this, &SampleDetails::ask);
    connect(&workspace, &Workspace::closed, this, &SampleDetails::cleared);
    connect(&workspace, &Workspace::acted, this, [this](const labels::ActionReport& report) {
        const int row = m_workspace.current();
        if (row >= 0 &&
            std::any_of(report.changed.begin(), report.changed.end(), [&](const labels::Label& label) {
                return label.sample == m_workspace.failure(row).sample;
            }))
            ask();
    });
}

void SampleDetails::ask() {
    if (!m_workspace.isOpen() || m_workspace.current() < 0) {
        Q_EMIT cleared();
        return;
    }
    const base::SampleIndex sample = m_workspace.failure(m_workspace.current()).sample;
    m_workspace.study()->post(
        this, [sample](study::Study& file) { return read(file, sample); },
        [this, asked = std::weak_ptr(m_workspace.study()), sample](const Result<SampleFacts>& facts) {
            const int row = m_workspace.current();
            if (!isStill(asked, m_workspace.study()) || row < 0 || m_workspace.failure(row).sample != sample)
                return; // the user has moved on
            if (facts)
                Q_EMIT ready(*facts);
            else
                Q_EMIT m_workspace.failed(QString::fromStdString(facts.error().message));
        });
}

} // namespace faultline::ui
