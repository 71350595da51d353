// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label.h"
#include "core/study/sqlite/database.h"

#include <optional>
#include <string>
#include <vector>

namespace faultline::study {

// The rows of annotators. All inside Database::reading() or writing().

/// The trimmed name; refuses what is no name of an annotator.
[[nodiscard]] base::Result<std::string> annotatorName(const std::string& name);

/// Whoever speaks with a voice of their own, by their present names, in the order in which they were made,
/// wherever that was. Of several with one name the later ones get a number.
[[nodiscard]] std::vector<labels::Annotator> readAnnotators(const Database& database);
/// The same without the numbers.
[[nodiscard]] std::vector<std::string> ownNames(const Database& database);
/// Those who were joined with others, by the names that they had last, with whom they speak as.
[[nodiscard]] std::vector<labels::JoinedAnnotator> readJoined(const Database& database);
/// Who is called so; else whoever speaks for a joined annotator of that name; else for who was called so
/// last.
[[nodiscard]] std::optional<labels::Annotator> findAnnotator(const Database& database,
                                                             const std::string& name);
[[nodiscard]] labels::Annotator makeAnnotator(const Database& database, const std::string& name);
/// Refuses more of them, and longer names, than are possible.
[[nodiscard]] base::Result<> checkAnnotators(const Database& database);
[[nodiscard]] base::Result<> checkAnnotator(const Database& database, base::AnnotatorId annotator);

/// From now on. @param name as annotatorName() gives it
void renameAnnotator(const Database& database, base::AnnotatorId annotator, const std::string& name);
/// From now on the annotator speaks as `voice`; as themselves again where that is they.
void joinAnnotator(const Database& database, base::AnnotatorId annotator, base::AnnotatorId voice);

} // namespace faultline::study
