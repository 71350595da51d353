// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/taxonomy.h"
#include "core/report/tables.h"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace faultline::report {

/// The modes of a study, what they are used for, and what asks for a change of them.
struct TaxonomyView {
    struct Use {
        std::size_t labels = 0;     ///< present ones, of everybody and in all runs
        std::size_t annotators = 0; ///< who hold them
        std::size_t events = 0;     ///< that ever named it: 0 is a mode that can be taken away
    };
    /// A label of a mode that was split: to be decided anew.
    struct OpenItem {
        std::string mode; ///< slug
        std::string run;
        base::SampleIndex sample;
        std::string annotator;
    };
    /// What was noted where none of the modes is it.
    struct Note {
        std::string run;
        base::SampleIndex sample;
        std::string annotator;
        std::string text;
        std::string path; ///< of the picture; empty where nobody knows
    };
    labels::Taxonomy taxonomy;
    std::map<base::ModeId, Use> uses;
    std::vector<OpenItem> toDecide;
    std::vector<Note> notes;
    std::vector<std::string> warnings; ///< on the colours
};

/// JSON: one object {modes: [{slug, name, digit, letter, colour, definition, split_into, labels, annotators,
/// events}], merged: [{slug, name, into}], to_decide: [{mode, run, index, annotator}], notes: [{run, index,
/// annotator, note, path}], warnings}; digit is null where there is none, path where it is not known.
[[nodiscard]] std::string taxonomyTable(TableFormat format, const TaxonomyView& view);

} // namespace faultline::report
