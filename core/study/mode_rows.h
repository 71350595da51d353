// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/named.h"
#include "core/labels/taxonomy.h"
#include "core/study/sqlite/database.h"

#include <optional>
#include <span>
#include <string>

namespace faultline::study {

// The rows of failure modes and of their changes. Stored inside Database::writing(), read inside
// Database::reading().

void storeTaxonomy(const Database& database, const labels::Taxonomy& taxonomy);

/// What the rows make; the refusal is labels::Taxonomy::make()'s.
[[nodiscard]] base::Result<labels::Taxonomy> taxonomyOf(const Database& database);
/// The same of a file that was opened: what makes no sense is called damaged.
[[nodiscard]] base::Result<labels::Taxonomy> readTaxonomy(const Database& database);

/// Whether any event, also one that was taken back, names the mode.
[[nodiscard]] bool isNamed(const Database& database, base::ModeId mode);

enum class ModeChange { Add, Edit, Delete, Merge, Undo, Redo };

/// That the mode was changed, for taxonomies that merge.
/// @param action UUID of the action that merged, of Merge, Undo and Redo
/// @param into of Merge
void noteChange(const Database& database, base::ModeId mode, ModeChange change,
                const std::optional<std::string>& action = std::nullopt,
                std::optional<base::ModeId> into = std::nullopt);

/// All of them or none; refused where the result would be no taxonomy, or a mode that is to be removed was
/// ever given. What is so already changes nothing.
[[nodiscard]] base::Result<> editModes(const Database& database, std::span<const labels::ModeEdit> edits);

/// A mode that was taken away comes back where events name it, which came from another copy.
void bringBackNamed(const Database& database);

} // namespace faultline::study

template <>
struct faultline::base::Names<faultline::study::ModeChange> {
    using enum study::ModeChange;
    static constexpr std::array<std::pair<study::ModeChange, std::string_view>, 6> all{
        {{Add, "add"}, {Edit, "edit"}, {Delete, "delete"}, {Merge, "merge"}, {Undo, "undo"}, {Redo, "redo"}}};
};
