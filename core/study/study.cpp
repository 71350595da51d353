// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/study.h"

#include "core/study/label_transactions.h"
#include "core/study/run_store.h"
#include "core/study/study_file.h"
#include "core/study/verify.h"

#include <utility>

namespace faultline::study {

using base::ErrorKind;

struct Study::Impl {
    StudyFile file;
    StudyFacts facts;
    mutable std::map<base::AnnotatorId, UndoStacks> stacks;

    Impl(StudyFile openFile, StudyFacts storedFacts)
        : file(std::move(openFile))
        , facts(std::move(storedFacts)) {}

    /// Reads with an error that names the study.
    template <class Work>
    auto reading(Work work) const {
        return named(file.database().reading([&] { return work(file.database()); }), "cannot read ");
    }
    template <class Work>
    auto writing(Work work) {
        using Answer = decltype(work(file.database()));
        if (file.access() == Access::ReadOnly)
            return Answer(base::failure(
                ErrorKind::Refused, file.path().string() + " is open for reading only: nothing was changed; "
                                                           "close it elsewhere and open it again"));
        return named(file.database().writing([&] { return work(file.database()); }), "cannot save to ");
    }
    template <class Answer>
    Answer named(Answer answer, const char* what) const {
        const std::string path = file.path().string();
        if (answer || answer.error().message.find(path) != std::string::npos)
            return answer;
        return base::failure(answer.error().within(what + path));
    }
    /// The annotator's stacks as the file has them now.
    [[nodiscard]] base::Result<UndoStacks*> followed(base::AnnotatorId annotator) const {
        return reading([&](const Database& database) -> base::Result<UndoStacks*> {
            FAULTLINE_CHECK(checkAnnotator(database, annotator));
            UndoStacks& mine = stacks[annotator];
            FAULTLINE_CHECK(mine.follow(database, annotator));
            return &mine;
        });
    }
};

Study::Study(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl)) {}

Study::~Study() = default;
Study::Study(Study&&) noexcept = default;
Study& Study::operator=(Study&&) noexcept = default;

base::Result<Study> Study::create(const std::filesystem::path& path, const model::RunHeader& header,
                                  const model::BatchReport& firstBatch) {
    if (firstBatch.predictions.empty())
        return base::failure(ErrorKind::InvalidInput,
                             "cannot create " + path.string() + ": a study begins with its first results");
    StudyFacts facts;
    facts.header = header;
    FAULTLINE_TRY(file, StudyFile::create(path, [&](Database& database) -> base::Result<> {
                      FAULTLINE_TRY(run, storeHeader(database, header));
                      facts.run = run;
                      return storeBatch(database, facts, firstBatch);
                  }));
    FAULTLINE_TRY(stored, file.database().reading([&] { return readFacts(file.database()); }));
    return Study(std::make_unique<Impl>(std::move(file), std::move(stored)));
}

base::Result<Study> Study::open(const std::filesystem::path& path, Access access,
                                std::chrono::milliseconds patience) {
    FAULTLINE_TRY(file, StudyFile::open(path, access, patience));
    auto facts = file.database().reading([&] { return readFacts(file.database()); });
    if (!facts)
        return base::failure(facts.error().within("cannot open " + path.string()));
    return Study(std::make_unique<Impl>(std::move(file), std::move(*facts)));
}

const std::filesystem::path& Study::path() const {
    return m_impl->file.path();
}

Access Study::access() const {
    return m_impl->file.access();
}

const std::string& Study::uuid() const {
    return m_impl->facts.uuid;
}

const model::RunHeader& Study::header() const {
    return m_impl->facts.header;
}

const labels::Taxonomy& Study::taxonomy() const {
    return m_impl->facts.taxonomy;
}

base::Result<RunState> Study::runState() const {
    return m_impl->reading([&](const Database& database) { return readRunState(database, m_impl->facts); });
}

base::Result<> Study::appendBatch(const model::BatchReport& report) {
    return m_impl->writing([&](Database& database) { return storeBatch(database, m_impl->facts, report); });
}

base::Result<> Study::finishRun(std::span<const model::SampleDetail> controls,
                                std::span<const std::uint32_t> shortfall) {
    return m_impl->writing(
        [&](Database& database) { return storeControls(database, m_impl->facts, controls, shortfall); });
}

base::Result<std::vector<model::Prediction>> Study::predictions() const {
    return m_impl->reading(
        [&](const Database& database) { return readPredictions(database, m_impl->facts, Which::All); });
}

base::Result<std::vector<model::Prediction>> Study::failures() const {
    return m_impl->reading(
        [&](const Database& database) { return readPredictions(database, m_impl->facts, Which::Failures); });
}

base::Result<std::vector<base::SampleIndex>> Study::controls() const {
    return m_impl->reading([&](const Database& database) { return readControls(database, m_impl->facts); });
}

base::Result<std::vector<base::Image>> Study::images(std::span<const base::SampleIndex> samples) const {
    return m_impl->reading([&](const Database& database) { return readImages(database, samples); });
}

base::Result<model::SampleDetail> Study::detail(base::SampleIndex sample) const {
    return m_impl->reading(
        [&](const Database& database) { return readDetail(database, m_impl->facts, sample); });
}

base::Result<std::vector<labels::Annotator>> Study::annotators() const {
    return m_impl->reading([](const Database& database) -> base::Result<std::vector<labels::Annotator>> {
        return readAnnotators(database);
    });
}

base::Result<labels::Annotator> Study::annotator(const std::string& name) {
    FAULTLINE_TRY(trimmed, annotatorName(name));
    FAULTLINE_TRY(known, m_impl->reading(
                             [&](const Database& database) -> base::Result<std::optional<labels::Annotator>> {
                                 return findAnnotator(database, trimmed);
                             }));
    if (known)
        return *known;
    return m_impl->writing([&](Database& database) -> base::Result<labels::Annotator> {
        return makeAnnotator(database, trimmed);
    });
}

base::Result<std::vector<labels::Label>> Study::labels(std::optional<base::AnnotatorId> annotator) const {
    return m_impl->reading(
        [&](const Database& database) { return readLabels(database, m_impl->facts, annotator); });
}

base::Result<labels::ActionReport> Study::label(const labels::LabelRequest& request) {
    return m_impl->writing(
        [&](Database& database) { return applyRequest(database, m_impl->facts, request); });
}

base::Result<labels::ActionReport> Study::importLabels(std::span<const labels::ImportedLabel> imported) {
    return m_impl->writing(
        [&](Database& database) { return applyImport(database, m_impl->facts, imported); });
}

base::Result<labels::ActionReport> Study::undo(base::AnnotatorId annotator) {
    FAULTLINE_TRY(stacks, m_impl->followed(annotator));
    return m_impl->writing([&](Database& database) -> base::Result<labels::ActionReport> {
        if (const UndoStacks::Step* step = stacks->undo())
            return applyUndo(database, m_impl->facts, annotator, *step);
        return labels::ActionReport{};
    });
}

base::Result<labels::ActionReport> Study::redo(base::AnnotatorId annotator) {
    FAULTLINE_TRY(stacks, m_impl->followed(annotator));
    return m_impl->writing([&](Database& database) -> base::Result<labels::ActionReport> {
        if (const UndoStacks::Step* step = stacks->redo())
            return applyRedo(database, m_impl->facts, annotator, *step);
        return labels::ActionReport{};
    });
}

base::Result<labels::UndoState> Study::undoState(base::AnnotatorId annotator) const {
    FAULTLINE_TRY(stacks, m_impl->followed(annotator));
    labels::UndoState state;
    if (stacks->undo() != nullptr)
        state.undo = stacks->undo()->description;
    if (stacks->redo() != nullptr)
        state.redo = stacks->redo()->description;
    return state;
}

base::Result<std::vector<labels::LabelEvent>> Study::history(base::SampleIndex sample) const {
    return m_impl->reading(
        [&](const Database& database) { return readHistory(database, m_impl->facts, sample); });
}

base::Result<Verification> Study::verify() const {
    auto found = m_impl->reading([&](const Database& database) { return verified(database, m_impl->facts); });
    if (!found && found.error().kind == ErrorKind::InvalidInput) {
        Verification damaged; // so badly that SQLite gave up
        damaged.problems.push_back(found.error().message);
        return damaged;
    }
    return found;
}

} // namespace faultline::study
