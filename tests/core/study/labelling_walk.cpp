// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/study/labelling_walk.h"

#include "core/study/run_entry.h"
#include "tests/core/study/study_support.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace faultline::tests {

using study::Study;

namespace {

labels::Judgement judgementNamed(const Study& study, const std::string& name) {
    if (name == "excluded")
        return labels::Judgement::excluded();
    if (name == "none")
        return labels::Judgement::none();
    for (const labels::Mode& each : study.labels().taxonomy().modes())
        if (each.name == name)
            return labels::Judgement::of(each.id);
    return {};
}

std::string nameOf(const Study& study, const labels::Judgement& judgement) {
    if (judgement.isExcluded())
        return "excluded";
    if (judgement.isNone())
        return "none";
    const auto mode = judgement.mode();
    return mode ? study.labels().taxonomy().find(*mode)->name : std::string();
}

} // namespace

LabellingWalk::LabellingWalk(std::filesystem::path path, std::vector<std::string> persons, std::uint64_t seed,
                             Modes modes)
    : m_path(std::move(path))
    , m_persons(std::move(persons))
    , m_random(seed)
    , m_modes(modes) {
    open();
    for (const study::RunEntry& run : m_study->runs().all())
        for (const study::Item& item : valueOf(m_study->runs().items(run.id)))
            m_items.push_back({run.id.value, item.sample.value});
}

void LabellingWalk::open() {
    m_study.reset();
    auto study = Study::open(m_path, study::Access::ReadWrite);
    while (!study &&
           study.error().kind == base::ErrorKind::Busy) // another one had it each time that it was free
        study = Study::open(m_path, study::Access::ReadWrite);
    m_study = valueOf(std::move(study));
}

void LabellingWalk::close() {
    m_study.reset();
}

void LabellingWalk::goOnIn(std::filesystem::path path) {
    close();
    m_path = std::move(path);
    open();
}

base::AnnotatorId LabellingWalk::annotator(const std::string& person) const {
    for (const labels::Annotator& each : valueOf(m_study->labels().annotators()))
        if (each.name == person)
            return each.id;
    throw std::runtime_error("nobody is called " + person);
}

std::vector<LabellingModel::Item> LabellingWalk::anyItems(std::int64_t run, std::size_t most) {
    std::vector<Item> ofRun;
    std::copy_if(m_items.begin(), m_items.end(), std::back_inserter(ofRun),
                 [&](const Item& item) { return item.run == run; });
    std::vector<Item> items;
    for (std::size_t count = 1 + m_random.below(most); count > 0; --count)
        items.push_back(ofRun[m_random.below(ofRun.size())]);
    return items;
}

std::string LabellingWalk::anyJudgement() {
    const auto& modes = m_study->labels().taxonomy().modes();
    const std::size_t number = m_random.below(modes.size() + 3);
    if (number < modes.size())
        return modes[number].name;
    return std::array{"excluded", "none", ""}[number - modes.size()];
}

std::string LabellingWalk::anyNote() {
    static const std::vector<std::string> notes{"", "too small", "größer als das Bild", "a\nb", "\"'; --"};
    return notes[m_random.below(notes.size())];
}

void LabellingWalk::label(const std::string& person, bool isBulk) {
    const std::int64_t run = m_items[m_random.below(m_items.size())].run;
    const std::vector<Item> items = anyItems(run, isBulk ? 40 : 1);
    LabellingModel::Wish wish;
    const std::uint64_t what = m_random.below(6);
    if (what != 0)
        wish.judgement = anyJudgement();
    if (what < 3)
        wish.note = anyNote();
    labels::LabelRequest request;
    request.annotator = annotator(person);
    request.run = base::RunId(run);
    for (const Item& item : items)
        request.samples.emplace_back(item.sample);
    if (wish.judgement)
        request.change.judgement = judgementNamed(*m_study, *wish.judgement);
    request.change.note = wish.note;
    const auto report = valueOf(m_study->labels().apply(request));
    const std::size_t count = m_model.label(person, items, wish);
    expect(report.changed.size() == count, "a label changed " + std::to_string(report.changed.size()) +
                                               " items instead of " + std::to_string(count));
}

void LabellingWalk::import() {
    const std::int64_t run = m_items[m_random.below(m_items.size())].run;
    std::vector<labels::ImportedLabel> table;
    std::size_t count = 0;
    for (const std::string& person : m_persons) {
        std::map<Item, LabellingModel::Word> rows;
        for (const Item& item : anyItems(run, 5))
            rows[item] = {anyJudgement(), anyNote()};
        for (const auto& [item, word] : rows)
            table.push_back({person, base::SampleIndex(item.sample), judgementNamed(*m_study, word.judgement),
                             word.note, std::nullopt});
        count += m_model.import(person, rows);
    }
    const auto report = valueOf(m_study->labels().import(base::RunId(run), table));
    expect(report.changed.size() == count, "an import changed another number of items");
}

void LabellingWalk::mergeModes(const std::string& person) {
    const std::vector<labels::Mode> modes = m_study->labels().taxonomy().modes();
    if (modes.size() < 4)
        return; // enough to choose from are left
    const std::size_t mode = m_random.below(modes.size());
    const std::size_t into = (mode + 1 + m_random.below(modes.size() - 1)) % modes.size();
    const auto report =
        valueOf(m_study->labels().mergeModes(annotator(person), std::array{modes[mode].id}, modes[into].id));
    const std::size_t count = m_model.mergeModes(person, modes[mode].name, modes[into].name);
    expect(report.changed.size() == count, "merging modes changed another number of labels");
}

void LabellingWalk::undo(const std::string& person) {
    const auto text = m_model.undoText(person);
    const auto report = valueOf(m_study->labels().undo(annotator(person)));
    expectChanged(report, m_model.undo(person), "the undo by " + person + " of " + text.value_or("nothing"));
}

void LabellingWalk::redo(const std::string& person) {
    const auto text = m_model.redoText(person);
    const auto report = m_study->labels().redo(annotator(person));
    const auto count = m_model.redo(person);
    expect(report.has_value() == count.has_value(), "a redo was refused, or should have been");
    if (report)
        expectChanged(*report, *count, "the redo by " + person + " of " + text.value_or("nothing"));
}

void LabellingWalk::expectChanged(const labels::ActionReport& report, std::size_t count,
                                  const std::string& what) const {
    expect(report.changed.size() == count && report.leftAlone == 0,
           what + " changed " + std::to_string(report.changed.size()) + " items instead of " +
               std::to_string(count) + " and left " + std::to_string(report.leftAlone) + " alone");
}

void LabellingWalk::refuse(const std::string& person) {
    labels::LabelRequest request;
    request.annotator = annotator(person);
    request.run = base::RunId(m_items.front().run);
    request.samples = {base::SampleIndex(m_items.front().sample)};
    switch (m_random.below(4)) {
    case 0:
        request.change.note = std::string(70'000, 'x');
        break;
    case 1:
        request.change.judgement = labels::Judgement::of(base::ModeId(99));
        break;
    case 2: // the second of two: nothing of the first stays
        request.samples.emplace_back(4'000'000'000U);
        request.change.judgement = judgementNamed(*m_study, anyJudgement());
        request.change.note = "never kept";
        break;
    default:
        request.annotator = base::AnnotatorId(999);
        request.change.note = "nobody's";
    }
    expect(!m_study->labels().apply(request), "what makes no sense was done");
}

void LabellingWalk::step() {
    ++m_step;
    const std::string& person = m_persons[m_random.below(m_persons.size())];
    const std::uint64_t what = m_random.below(100);
    if (what < 40) {
        label(person, false);
    } else if (what < 52) {
        label(person, true);
    } else if (what < 56) {
        import();
    } else if (what < 76) {
        undo(person);
    } else if (what < 94) {
        redo(person);
    } else if (what < 96 && m_modes == Modes::Merge) {
        mergeModes(person);
    } else {
        refuse(person);
    }
    compare();
}

std::vector<std::string> LabellingWalk::linesOf(const Study& study, const std::vector<std::string>& persons) {
    std::map<base::AnnotatorId, std::string> names;
    for (const labels::Annotator& each : valueOf(study.labels().annotators()))
        names[each.id] = each.name;
    std::vector<std::string> lines;
    for (const study::RunEntry& run : study.runs().all())
        for (const labels::Label& label : valueOf(study.labels().labels(run.id))) {
            const std::string& person = names.at(label.annotator);
            if (!persons.empty() && std::find(persons.begin(), persons.end(), person) == persons.end())
                continue;
            if (label.judgement.isUnlabelled() != (label.labelledAt == base::Timestamp{}))
                throw std::runtime_error("a label has no time, or a time has no label");
            lines.push_back(LabellingModel::line({label.run.value, label.sample.value}, person,
                                                 {nameOf(study, label.judgement), label.note}));
        }
    std::sort(lines.begin(), lines.end());
    return lines;
}

void LabellingWalk::compare(bool everybody) const {
    std::vector<std::string> expected;
    for (const std::string& person : m_persons)
        for (std::string& line : m_model.lines(person))
            expected.push_back(std::move(line));
    std::sort(expected.begin(), expected.end());
    expect(linesOf(*m_study, m_persons) == expected, "the labels differ");
    for (const std::string& person : m_persons) {
        const auto state = valueOf(m_study->labels().undoState(annotator(person)));
        expect(state.undo == m_model.undoText(person), "the undo of " + person + " differs");
        expect(state.redo == m_model.redoText(person), "the redo of " + person + " differs");
    }
    if (!everybody)
        return;
    expect(linesOf(*m_study) == m_model.lines(), "the labels of everybody differ");
    for (const Item& item : m_items)
        expect(valueOf(m_study->labels().history(base::RunId(item.run), base::SampleIndex(item.sample)))
                       .size() == m_model.changes(item),
               "the history has another number of events");
}

void LabellingWalk::expect(bool isSo, const std::string& what) const {
    if (!isSo)
        throw std::runtime_error("step " + std::to_string(m_step) + ": " + what);
}

} // namespace faultline::tests
