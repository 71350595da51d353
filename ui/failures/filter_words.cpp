// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/failures/filter_words.h"

#include "ui/workspace/judgement_style.h"
#include "ui/workspace/number_text.h"

#include <QCoreApplication>
#include <QStringList>

namespace faultline::ui {

namespace {

struct FilterWords {
    Q_DECLARE_TR_FUNCTIONS(FilterWords)
};

QString perCent(double share) {
    return QString::number(share * 100, 'g', 6);
}

QString rangeName(const workbench::NumberRange& range) {
    const bool isConfidence = range.quantity == workbench::NumberRange::Quantity::Confidence;
    const QString name = isConfidence ? FilterWords::tr("Confidence") : FilterWords::tr("Margin");
    QStringList bounds;
    if (range.low)
        bounds << (range.low->isIncluded ? FilterWords::tr("from %1 %") : FilterWords::tr("above %1 %"))
                      .arg(perCent(range.low->value));
    if (range.high)
        bounds << (range.high->isIncluded ? FilterWords::tr("up to %1 %") : FilterWords::tr("below %1 %"))
                      .arg(perCent(range.high->value));
    return name + u' ' + bounds.join(QStringLiteral(", "));
}

struct Name {
    const OpenStudy& study;

    QString operator()(const workbench::TrueClass& truth) const {
        return FilterWords::tr("True: %1").arg(study.className(truth.id));
    }
    QString operator()(const workbench::PredictedClass& predicted) const {
        return FilterWords::tr("Predicted: %1").arg(study.className(predicted.id));
    }
    QString operator()(const labels::Judgement& judgement) const {
        return judgementStyle(judgement, study.taxonomy()).name;
    }
    QString operator()(const base::SampleIndex& sample) const {
        return QStringLiteral("#%1").arg(sample.value);
    }
    QString operator()(const workbench::Elsewhere& elsewhere) const {
        const QString run = QString::fromStdString(elsewhere.run);
        switch (elsewhere.kind) {
        case workbench::Elsewhere::Kind::Shared:
            return FilterWords::tr("Shared with %1").arg(run);
        case workbench::Elsewhere::Kind::New:
            return FilterWords::tr("New since %1").arg(run);
        case workbench::Elsewhere::Kind::Fixed:
            break;
        }
        return FilterWords::tr("Fixed in %1").arg(run);
    }
    QString operator()(const workbench::PeopleShare& people) const {
        return QString::fromStdString(workbench::conditionText(people, vocabularyOf(study)));
    }
    QString operator()(const workbench::Suspected& suspected) const {
        return suspected.list.empty()
                   ? FilterWords::tr("Suspected label error")
                   : FilterWords::tr("Suspected by %1").arg(QString::fromStdString(suspected.list));
    }
    QString operator()(const workbench::NumberRange& range) const { return rangeName(range); }
    QString operator()(const workbench::HasNote& note) const {
        return note.text.empty() ? FilterWords::tr("With a note")
                                 : FilterWords::tr("Note: %1").arg(QString::fromStdString(note.text));
    }
    QString operator()(const workbench::Flagged&) const { return FilterWords::tr("Flagged"); }
    QString operator()(const workbench::OfSplitMode&) const {
        return FilterWords::tr("Of a mode that was split");
    }
    QString operator()(const workbench::Decided& decided) const {
        const QString said = QString::fromStdString(decided.said);
        return decided.when == workbench::Decided::When::Since
                   ? FilterWords::tr("Decided since: %1").arg(said)
                   : FilterWords::tr("Decided before: %1").arg(said);
    }
};

} // namespace

workbench::Vocabulary vocabularyOf(const OpenStudy& study) {
    return {study.classNames(), study.taxonomy(), study.otherRuns(), study.covariates()};
}

QString clauseName(const workbench::Clause& clause, const OpenStudy& study) {
    QStringList names;
    for (const workbench::Condition& condition : clause.conditions)
        names << std::visit(Name{study}, condition);
    const QString all = names.join(FilterWords::tr(" or "));
    return clause.sense == workbench::Clause::Sense::NoneOf ? FilterWords::tr("Not: %1").arg(all) : all;
}

} // namespace faultline::ui
