// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/failure_modes.h"

#include "core/base/printable.h"
#include "core/base/text.h"
#include "core/exchange/taxonomy_file.h"
#include "core/labels/colour_check.h"
#include "core/study/run_entry.h"
#include "core/workbench/study_table.h"

#include <algorithm>
#include <array>
#include <set>

namespace faultline::workbench {

using base::Result;
using labels::Mode;
using labels::ModeEdit;
using labels::Taxonomy;

namespace {

constexpr std::uint64_t largestTaxonomy = 1u << 20; ///< bytes

tl::unexpected<base::Error> refused(const std::string& why) {
    return base::failure(base::ErrorKind::InvalidInput, why);
}

Result<const Mode*> modeNamed(const Taxonomy& taxonomy, const std::string& slug) {
    if (const Mode* mode = taxonomy.find(slug))
        return mode;
    std::string known;
    for (const Mode& mode : taxonomy.modes())
        known += (known.empty() ? "" : ", ") + mode.slug;
    return base::failure(base::ErrorKind::NotFound, "there is no failure mode \"" + base::printable(slug) +
                                                        '"' + labels::whatBecameOf(slug, taxonomy) +
                                                        "; the modes are " + known);
}

/// Whether a mode has the key; with merged ones, which would need it if their merge were taken back.
template <class Key>
bool isTaken(const Taxonomy& taxonomy, Key Mode::*key, const Key& value, bool withMerged) {
    const auto has = [&](const Mode& mode) { return mode.*key == value; };
    return std::ranges::any_of(taxonomy.modes(), has) ||
           (withMerged && std::ranges::any_of(taxonomy.merged(), has, &labels::MergedMode::mode));
}

/// Of the name, else of the alphabet.
Result<char> freeLetter(const std::string& name, const Taxonomy& taxonomy) {
    for (const bool withMerged : {true, false})
        for (char letter : name + "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
            if (letter >= 'a' && letter <= 'z')
                letter = static_cast<char>(letter - 'a' + 'A');
            if (letter >= 'A' && letter <= 'Z' &&
                labels::lettersTaken.find(letter) == std::string_view::npos &&
                !isTaken(taxonomy, &Mode::letter, letter, withMerged))
                return letter;
        }
    return refused(
        "all letters that a failure mode can have are taken; merge modes, or take an unused one away");
}

std::optional<char> freeDigit(const Taxonomy& taxonomy) {
    for (const bool withMerged : {true, false})
        for (char digit = '1'; digit <= '9'; ++digit)
            if (!isTaken(taxonomy, &Mode::digit, std::optional(digit), withMerged))
                return digit;
    return std::nullopt;
}

/// "too-dark" → "Too dark"
std::string nameAfter(const std::string& slug) {
    std::string name = slug;
    std::ranges::replace(name, '-', ' ');
    std::ranges::replace(name, '_', ' ');
    if (!name.empty() && name[0] >= 'a' && name[0] <= 'z')
        name[0] = static_cast<char>(name[0] - 'a' + 'A');
    return name;
}

void takeSaid(const ModeWish& wish, Mode& mode) {
    mode.name = wish.name.value_or(mode.name);
    mode.colour = wish.colour.value_or(mode.colour);
    mode.definition = wish.definition.value_or(mode.definition);
    mode.letter = wish.letter.value_or(mode.letter);
    if (wish.digit != ModeWish::Digit::Unsaid)
        mode.digit = wish.digit == ModeWish::Digit::Key ? std::optional(wish.digitKey) : std::nullopt;
}

Result<> edited(study::Study& study, ModeEdit::Kind kind, const Mode& mode) {
    const std::array edits{ModeEdit{kind, mode}};
    return study.labels().editModes(edits);
}

void addLabels(const study::Study& study, const study::RunEntry& run, std::span<const labels::Label> labels,
               const std::map<base::AnnotatorId, std::string>& names, report::TaxonomyView& view,
               std::map<base::ModeId, std::set<base::AnnotatorId>>& holders,
               const dataset::PicturePaths& paths) {
    const Taxonomy& taxonomy = study.labels().taxonomy();
    for (const labels::Label& label : labels) {
        const std::string& annotator = names.at(label.annotator);
        if (const auto mode = label.judgement.mode()) {
            ++view.uses[*mode].labels;
            holders[*mode].insert(label.annotator);
            if (!taxonomy.isOffered(*mode))
                view.toDecide.push_back({taxonomy.find(*mode)->slug, run.name, label.sample, annotator});
        } else if (label.judgement.isNone() && !label.note.empty()) {
            const auto path = paths.find(label.sample);
            view.notes.push_back({run.name, label.sample, annotator, label.note,
                                  path == paths.end() ? std::string() : path->second});
        }
    }
}

} // namespace

Result<report::TaxonomyView> taxonomyView(const study::Study& study) {
    report::TaxonomyView view;
    view.taxonomy = study.labels().taxonomy();
    view.warnings = labels::colourWarnings(view.taxonomy);
    FAULTLINE_TRY(annotators, study.labels().annotators());
    std::map<base::AnnotatorId, std::string> names;
    for (const labels::Annotator& annotator : annotators)
        names[annotator.id] = annotator.name;
    std::map<base::ModeId, std::set<base::AnnotatorId>> holders;
    for (const study::RunEntry& run : study.runs().all()) {
        FAULTLINE_TRY(labels, study.labels().labels(run.id));
        FAULTLINE_TRY(paths, study.runs().paths(run.id));
        addLabels(study, run, labels, names, view, holders, paths);
    }
    for (const auto& [mode, who] : holders)
        view.uses[mode].annotators = who.size();
    FAULTLINE_TRY(events, study.labels().modeUses());
    for (const auto& [mode, count] : events)
        view.uses[mode].events = count;
    return view;
}

Result<Mode> modeFor(const ModeWish& wish, const Taxonomy& taxonomy) {
    Mode mode;
    mode.slug = wish.slug;
    mode.name = nameAfter(wish.slug);
    mode.digit = freeDigit(taxonomy);
    mode.colour = labels::freeColour(taxonomy);
    takeSaid(wish, mode);
    if (!wish.letter) {
        FAULTLINE_TRY(letter, freeLetter(mode.name, taxonomy));
        mode.letter = letter;
    }
    return mode;
}

Result<> addMode(study::Study& study, const ModeWish& wish) {
    FAULTLINE_TRY(mode, modeFor(wish, study.labels().taxonomy()));
    return edited(study, ModeEdit::Kind::Add, mode);
}

Result<> editMode(study::Study& study, const ModeWish& wish) {
    FAULTLINE_TRY(known, modeNamed(study.labels().taxonomy(), wish.slug));
    Mode mode = *known;
    takeSaid(wish, mode);
    return edited(study, ModeEdit::Kind::Change, mode);
}

Result<> removeMode(study::Study& study, const std::string& slug) {
    FAULTLINE_TRY(known, modeNamed(study.labels().taxonomy(), slug));
    const Mode mode = *known;
    return edited(study, ModeEdit::Kind::Remove, mode);
}

Result<> splitMode(study::Study& study, const std::string& slug, std::span<const std::string> parts) {
    const Taxonomy& taxonomy = study.labels().taxonomy();
    FAULTLINE_TRY(known, modeNamed(taxonomy, slug));
    Mode mode = *known;
    mode.splitInto.clear();
    for (const std::string& part : parts) {
        FAULTLINE_TRY(other, modeNamed(taxonomy, part));
        if (other->id == mode.id)
            return refused("a failure mode can't be split into itself; add the modes that it is to become");
        if (!taxonomy.isOffered(other->id))
            return refused("the failure mode \"" + other->slug + "\" was split itself");
        if (std::ranges::find(mode.splitInto, other->slug) == mode.splitInto.end())
            mode.splitInto.push_back(other->slug);
    }
    if (mode.splitInto.size() == 1)
        return refused("a failure mode is split into two others or more; to make it one other, merge it");
    return edited(study, ModeEdit::Kind::Change, mode);
}

Result<labels::ActionReport> mergeModes(study::Study& study, const std::string& annotator,
                                        std::span<const std::string> slugs, const std::string& into) {
    const Taxonomy& taxonomy = study.labels().taxonomy();
    FAULTLINE_TRY(target, modeNamed(taxonomy, into));
    const base::ModeId targetId = target->id;
    if (!taxonomy.isOffered(targetId))
        return refused("the failure mode \"" + into +
                       "\" was split; take that back first, or merge into another");
    std::vector<base::ModeId> modes;
    for (const std::string& slug : slugs) {
        FAULTLINE_TRY(mode, modeNamed(taxonomy, slug));
        if (mode->id == targetId)
            return refused("a failure mode can't be merged into itself");
        if (std::ranges::find(modes, mode->id) == modes.end())
            modes.push_back(mode->id);
    }
    FAULTLINE_TRY(who, study.labels().annotator(annotator)); // last: a refusal leaves nobody behind
    return study.labels().mergeModes(who.id, modes, targetId);
}

Result<labels::ActionReport> makeModeOf(study::Study& study, const ModeWish& wish,
                                        const std::string& annotator, base::RunId run,
                                        std::vector<base::SampleIndex> samples) {
    FAULTLINE_TRY(annotators, study.labels().annotators());
    const auto who = std::ranges::find(annotators, annotator, &labels::Annotator::name);
    if (who == annotators.end())
        return base::failure(base::ErrorKind::NotFound,
                             "this study has no annotator called \"" + base::printable(annotator) + '"');
    FAULTLINE_TRY(labels, study.labels().labels(run, who->id));
    for (const base::SampleIndex sample : samples) {
        const auto label = std::ranges::find(labels, sample, &labels::Label::sample);
        if (label == labels.end() || !label->judgement.isNone())
            return refused("#" + std::to_string(sample.value) + " is not labelled \"none\" by " + annotator);
    }
    FAULTLINE_TRY(painted, study.labels().painted(run, who->id));
    // Nothing was revealed by it: what was said blind stays so.
    const bool isBlind = std::ranges::all_of(samples, [&](base::SampleIndex sample) {
        return !painted.contains(sample) &&
               std::ranges::find(labels, sample, &labels::Label::sample)->given.blind == labels::Blind::Yes;
    });
    FAULTLINE_CHECK(addMode(study, wish));
    labels::LabelRequest request;
    request.given.blind = isBlind ? labels::Blind::Yes : labels::Blind::No;
    request.annotator = who->id;
    request.run = run;
    request.samples = std::move(samples);
    request.change.judgement = labels::Judgement::of(study.labels().taxonomy().find(wish.slug)->id);
    request.given.how = labels::How::Bulk;
    auto report = study.labels().apply(request);
    if (report)
        report->changesTaxonomy = true;
    return report;
}

std::string taxonomyText(const study::Study& study) {
    return exchange::taxonomyFile(study.labels().taxonomy());
}

Result<std::vector<std::string>> importTaxonomy(study::Study& study, const std::filesystem::path& path) {
    FAULTLINE_TRY(bytes, base::readFile(path, largestTaxonomy));
    auto wanted = exchange::parsedTaxonomyFile({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    if (!wanted)
        return base::failure(wanted.error().within(path.string()));
    FAULTLINE_TRY(uses, study.labels().modeUses());
    const Taxonomy present = study.labels().taxonomy();
    std::vector<ModeEdit> edits;
    std::vector<std::string> kept;
    for (const Mode& mode : present.modes()) {
        if (std::ranges::find(*wanted, mode.slug, &Mode::slug) != wanted->end())
            continue;
        const bool isMergedInto = std::ranges::any_of(present.merged(), [&](const labels::MergedMode& each) {
            return present.resolved(each.mode.id) == mode.id;
        });
        if (uses.contains(mode.id) || isMergedInto)
            kept.push_back("the mode \"" + mode.slug +
                           "\" is not in the file and stays, since labels name it");
        else
            edits.push_back({ModeEdit::Kind::Remove, mode});
    }
    for (const Mode& mode : *wanted)
        edits.push_back(
            {present.find(mode.slug) != nullptr ? ModeEdit::Kind::Change : ModeEdit::Kind::Add, mode});
    FAULTLINE_CHECK(study.labels().editModes(edits));
    return kept;
}

} // namespace faultline::workbench
