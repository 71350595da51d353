// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/condition.h"
#include "ui/failures/filter_field.h"
#include "ui/failures/kept_filter_menu.h"
#include "ui/failures/sort_controls.h"
#include "ui/workspace/workspace.h"

#include <optional>
#include <string>
#include <vector>

#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>
#include <QToolButton>
#include <QWidget>

namespace faultline::ui {

class FlowLayout;

/// The bar above the grid: the filter as removable chips with a field to add more, how many failures are
/// shown, the sorting, and the size of the thumbnails.
class FilterBar : public QWidget {
    Q_OBJECT

public:
    explicit FilterBar(Workspace& workspace, QWidget* parent = nullptr);

    /// Puts the cursor into the field and offers what it takes.
    void focusField();
    void setFactor(int factor);
    /// Takes conditions as typed, in the grammar of workbench::parsedClause(), whatever the language of the
    /// window; "#123" goes to the failure with that index, "filter: NAME" shows the filter that was kept so.
    /// False: refused, and it is said below why.
    bool take(const QString& text);
    [[nodiscard]] KeptFilterMenu& keptFilters() const { return *m_kept; }

Q_SIGNALS:
    void factorWanted(int factor);
    /// The user is done with the field.
    void left();

private:
    /// Takes what Enter is meant for: the condition that was typed, else the first offer for it.
    void enter(const QString& typed);
    void buildRefusal();
    void buildField(QHBoxLayout& row);
    [[nodiscard]] QToolButton* keptButton();
    void buildSize(QHBoxLayout& row);
    void followWorkspace();
    /// Of a line that asks for a kept filter, its name; nothing: it asks for none.
    [[nodiscard]] static std::optional<QString> keptName(const QString& typed);
    void refreshOffers();
    void refreshChips();
    void refreshCount();
    void addChip(const QString& text, const workbench::Filter& without);
    bool takeKept(const QString& name);
    bool goTo(base::SampleIndex sample);
    void refuse(const QString& why);
    void say(const QString& why); ///< below the field; empty: nothing to say
    /// Without the grammar, which "What can be said" shows, and with the nearest offer.
    [[nodiscard]] QString shortened(const QString& why) const;

    Workspace& m_workspace;
    FlowLayout* m_chips; ///< the count, then the chips
    FilterField* m_field;
    KeptFilterMenu* m_kept;
    QLabel* m_refusal;
    QToolButton* m_grammarShown;
    QLabel* m_grammar;
    std::vector<std::string> m_offers; ///< conditions
    QLabel* m_count;
    SortControls* m_sorting;
    QToolButton* m_sortAgain;
    QSlider* m_size;
};

} // namespace faultline::ui
