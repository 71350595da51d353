// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/new_study/study_looks.h"

#include <QObject>

namespace faultline::ui {

class PathField;
class StudyFields;
struct EvaluationRequest;

/// What the fields are filled in for.
enum class StudyPurpose { New, Resume, FurtherRun };

/// Looks in the background at the data set and the model that the fields name, and says of all of them what
/// is wrong, what lacks and what will happen. What nobody has agreed to is not read.
class StudyCheck : public QObject {
    Q_OBJECT

public:
    /// @param fields outlives this object
    explicit StudyCheck(const StudyFields& fields, QObject* parent = nullptr);

    void setPurpose(StudyPurpose purpose) { m_purpose = purpose; }
    [[nodiscard]] StudyPurpose purpose() const { return m_purpose; }
    /// The model of the run that goes on is a program, as its study says.
    void setWasProgram(bool wasProgram) { m_wasProgram = wasProgram; }
    [[nodiscard]] bool wasProgram() const { return m_wasProgram; }

    /// The user has named it, or says Evaluate: it may be looked at.
    void agreeToDataset() { m_isDatasetAgreed = true; }
    void agreeToModel() { m_isModelAgreed = true; }
    /// A study names it, which may come from a stranger.
    void suspectDataset() { m_isDatasetAgreed = false; }
    void suspectModel() { m_isModelAgreed = false; }

    void look();
    /// What was found wrong may have been mended since.
    void lookOnceMore();
    /// What is there may be another one by now.
    void lookAnew();
    [[nodiscard]] bool isLooking() const { return m_looks.isLooking(); }

    /// nullptr: not known.
    [[nodiscard]] const dataset::SetOutline* images() const;
    [[nodiscard]] const workbench::ModelOutline* model() const;
    /// The model's file is a program as far as is known: it has to be trusted.
    [[nodiscard]] bool isProgram() const;

    /// Of the path of one of the fields; empty: none.
    [[nodiscard]] QString faultOf(const PathField& field) const;
    /// The first of what has to be corrected before the run can start; empty: nothing.
    [[nodiscard]] QString problem() const;
    /// Also while what was wrong with data set or model is looked at once more.
    [[nodiscard]] bool mayStart() const;
    /// What of the folder is left out; empty: nothing.
    [[nodiscard]] QString leftOut() const;
    /// One line. @param request what is asked for
    [[nodiscard]] QString outlook(const EvaluationRequest& request) const;

Q_SIGNALS:
    /// A look is over.
    void changed();

private:
    [[nodiscard]] QString missing() const;

    const StudyFields& m_fields;
    StudyLooks m_looks;
    StudyPurpose m_purpose = StudyPurpose::New;
    bool m_wasProgram = false;
    bool m_isDatasetAgreed = true;
    bool m_isModelAgreed = true;
};

} // namespace faultline::ui
