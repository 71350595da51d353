// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/new_study/refusal_notes.h"

#include "ui/new_study/field_note.h"
#include "ui/new_study/path_field.h"

#include <utility>

namespace faultline::ui {

RefusalNotes::RefusalNotes(QList<PathField*> fields, FieldNote& elsewhere)
    : m_fields(std::move(fields))
    , m_elsewhere(elsewhere) {}

void RefusalNotes::refuse(const QString& sentence) {
    clear();
    qsizetype longest = 0; // one path may begin as another one does
    for (const PathField* field : m_fields)
        if (const auto length = field->path().size(); length > longest && sentence.contains(field->path())) {
            m_at = field;
            longest = length;
        }
    m_sentence = sentence;
    if (m_at == nullptr)
        m_elsewhere.tell(sentence, FieldNote::Kind::Fault);
    else if (m_at->isEnabled())
        m_at->edit()->setFocus();
}

void RefusalNotes::clear() {
    m_at = nullptr;
    m_sentence.clear();
    m_elsewhere.tell({}, FieldNote::Kind::Fault);
}

void RefusalNotes::tellAt(const PathField& field, const QString& fault) const {
    field.note().tell(fault.isEmpty() && isAt(field) ? m_sentence : fault, FieldNote::Kind::Fault);
}

} // namespace faultline::ui
