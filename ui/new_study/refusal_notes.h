// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace faultline::ui {

class FieldNote;
class PathField;

/// Where it is said why what was asked for could not be done: at the field whose path the sentence names,
/// else in a note of its own. It goes once something is changed.
class RefusalNotes {
public:
    /// @param fields, elsewhere outlive this object
    RefusalNotes(QList<PathField*> fields, FieldNote& elsewhere);

    /// In the place of an earlier one; a field that it is about gets the keys. Say it by tellAt().
    void refuse(const QString& sentence);
    void clear();
    [[nodiscard]] bool isAt(const PathField& field) const { return m_at == &field; }
    /// A fault of the field's path, else what was refused about it.
    void tellAt(const PathField& field, const QString& fault) const;

private:
    QList<PathField*> m_fields;
    FieldNote& m_elsewhere;
    const PathField* m_at = nullptr; ///< nullptr: none of them
    QString m_sentence;
};

} // namespace faultline::ui
