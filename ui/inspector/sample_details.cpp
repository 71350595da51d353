// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/sample_details.h"

#include "core/model/run_header.h"
#include "core/report/named_class.h"
#include "ui/inspector/top_classes.h"
#include "ui/workspace/judgement_style.h"

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

QString className(base::ClassId id, const std::vector<std::string>& classes) {
    return QString::fromStdString(report::className(id, classes));
}

QString valueOf(const labels::LabelEvent& event, const labels::Taxonomy& taxonomy,
                const std::vector<std::string>& classes) {
    switch (event.thing) {
    case labels::Thing::Judgement:
        break;
    case labels::Thing::Note:
        return event.note.empty() ? SampleDetails::tr("no note")
                                  : QStringLiteral("“%1”").arg(QString::fromStdString(event.note));
    case labels::Thing::Flag:
        return event.flag ? SampleDetails::tr("flagged") : SampleDetails::tr("no flag");
    case labels::Thing::SecondaryModes: {
        QStringList names;
        for (const base::ModeId mode : event.secondary)
            names << judgementStyle(labels::Judgement::of(mode), taxonomy).name;
        return names.isEmpty() ? SampleDetails::tr("no secondary modes")
                               : SampleDetails::tr("also %1").arg(names.join(QStringLiteral(", ")));
    }
    }
    const QString name = judgementStyle(event.judgement, taxonomy).name;
    const QString reason = exclusionName(event.judgement);
    if (const auto right = event.judgement.rightClass())
        return SampleDetails::tr("%1: %2, it is %3").arg(name, reason, className(*right, classes));
    return reason.isEmpty() ? name : QStringLiteral("%1: %2").arg(name, reason);
}

QString sentence(const labels::LabelEvent& event, const std::vector<labels::Annotator>& annotators,
                 const labels::Taxonomy& taxonomy, const std::vector<std::string>& classes) {
    QString what = valueOf(event, taxonomy, classes);
    if (event.given.how != labels::How::Grid) {
        const std::string_view how = base::nameOf(event.given.how);
        what +=
            QStringLiteral(" (%1)").arg(QString::fromUtf8(how.data(), static_cast<qsizetype>(how.size())));
    }
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(event.at.time_since_epoch().count());
    return QStringLiteral("%1  %2: %3")
        .arg(at.toString(QStringLiteral("yyyy-MM-dd HH:mm")), nameOf(event.annotator, annotators), what);
}

Result<SampleFacts> read(study::Study& file, base::RunId run, base::SampleIndex sample) {
    SampleFacts facts;
    facts.sample = sample;
    FAULTLINE_TRY(detail, file.runs().detail(run, sample));
    FAULTLINE_TRY(events, file.labels().history(run, sample));
    FAULTLINE_TRY(annotators, file.labels().annotators());
    FAULTLINE_TRY(measures, imaging::measures(detail.image.view()));
    facts.top = analysis::topClasses(detail.logits, TopClasses::shownClasses);
    facts.measures = measures;
    const std::vector<std::string> classes = file.runs().header(run).classNames();
    for (const labels::LabelEvent& event : events)
        facts.history.prepend(sentence(event, annotators, file.labels().taxonomy(), classes));
    return facts;
}

} // namespace

SampleDetails::SampleDetails(Workspace& workspace, QObject* parent)
    : QObject(parent)
    , m_workspace(workspace) {
    connect(&workspace.cursor(), &Cursor::currentChanged, this, &SampleDetails::ask);
    connect(&workspace, &Workspace::opened, this, [this] {
        Q_EMIT cleared(); // what was known is of another run
        ask();
    });
    connect(&workspace, &Workspace::closed, this, &SampleDetails::cleared);
    connect(&workspace, &Workspace::followed, this, &SampleDetails::ask);
    connect(&workspace.labelling(), &Labelling::acted, this, [this](const labels::ActionReport& report) {
        const int row = m_workspace.cursor().current();
        if (row >= 0 &&
            std::any_of(report.changed.begin(), report.changed.end(), [&](const labels::Label& label) {
                return label.sample == m_workspace.items().failure(row).sample;
            }))
            ask();
    });
}

void SampleDetails::ask() {
    if (!m_workspace.study().isOpen() || m_workspace.cursor().current() < 0) {
        Q_EMIT cleared();
        return;
    }
    const base::SampleIndex sample = m_workspace.items().failure(m_workspace.cursor().current()).sample;
    m_workspace.study().thread()->post(
        this,
        [run = m_workspace.study().run(), sample](study::Study& file) { return read(file, run, sample); },
        [this, asked = std::weak_ptr(m_workspace.study().thread()), run = m_workspace.study().run(),
         sample](const Result<SampleFacts>& facts) {
            const int row = m_workspace.cursor().current();
            if (!isStill(asked, m_workspace.study().thread()) || run != m_workspace.study().run() ||
                row < 0 || m_workspace.items().failure(row).sample != sample)
                return; // the user has moved on
            if (facts)
                Q_EMIT ready(*facts);
            else
                Q_EMIT m_workspace.failed(QString::fromStdString(facts.error().message));
        });
}

} // namespace faultline::ui
