// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/section.h"
#include "core/report/verdict_cards.h"

namespace faultline::report {

/// What the verdict stands on: the tests, the shares, the modes against controls, agreement, weaknesses.
[[nodiscard]] std::vector<Section> verdictSections(const Verdict& verdict, const Cards& cards);

/// Those of it and of the cards that take no permutations, in the same order.
/// @param verdict whose tests need not be made @param cards workbench::countedCards()
[[nodiscard]] std::vector<Section> countedSections(const Verdict& verdict, const Cards& cards);

/// Whether the run has no plan that asks for controls.
[[nodiscard]] bool lacksControls(const Cards& cards);

/// The cards beside it, of which none changes the word: those about labels, then those that need none.
[[nodiscard]] std::vector<Section> cardSections(const Verdict& verdict, const Cards& cards);

// The sections one by one, in the order in which they stand.
[[nodiscard]] Section testsSection(const Verdict& verdict);
[[nodiscard]] std::vector<Section> labelSections(const Verdict& verdict, const Cards& cards);
[[nodiscard]] Section neededSection(const Cards& cards);
[[nodiscard]] std::vector<Section> answerSections(const Verdict& verdict, const Cards& cards);
[[nodiscard]] Section costSection(const Verdict& verdict, const Cards& cards);

/// The section of an association.
[[nodiscard]] std::string keyOf(const Cards::Association& card);
/// The order in which the rows of an association stand in its table and figure: most failures first.
[[nodiscard]] std::vector<std::size_t> rowsBySize(const Cards::Association& card);

/// What a weakness says in words.
[[nodiscard]] std::string weaknessWords(const Verdict::Weakness& weakness);

} // namespace faultline::report
