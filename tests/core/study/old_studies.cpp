// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/study/old_studies.h"

#include "core/study/study_file.h"
#include "tests/core/study/study_support.h"

#include <map>

namespace faultline::tests {

namespace {

const char* statementsOf(std::size_t version) {
    return study::standardMigrations()[version - 1].statements;
}

} // namespace

void makeVersion2(const std::filesystem::path& path, const std::filesystem::path& present) {
    const std::string s = "(SELECT sample FROM present.items WHERE role = 'failure' ORDER BY sample LIMIT 1)";
    const std::string t =
        "(SELECT sample FROM present.items WHERE role = 'failure' ORDER BY sample DESC LIMIT 1)";
    std::string sql =
        std::string(statementsOf(1)) + statementsOf(2) +
        "PRAGMA user_version = 2; PRAGMA application_id = " + std::to_string(study::applicationId) +
        "; ATTACH '" + present.string() + "' AS present; ";
    sql += R"sql(
INSERT INTO study SELECT id, uuid, created_at_ms, created_by FROM present.study;
INSERT INTO datasets SELECT id, format, name, split, size, identity, official, location, unreadable_count
    FROM present.datasets;
INSERT INTO dataset_classes SELECT * FROM present.dataset_classes;
INSERT INTO models SELECT id, sha256, format, architecture, feature_count,
    json_extract(preprocessing, '$.mean[0]'), json_extract(preprocessing, '$.mean[1]'),
    json_extract(preprocessing, '$.mean[2]'), json_extract(preprocessing, '$.std[0]'),
    json_extract(preprocessing, '$.std[1]'), json_extract(preprocessing, '$.std[2]'), stated_accuracy, location,
    max_pool, preprocessing, basis FROM present.models;
INSERT INTO model_classes SELECT * FROM present.model_classes;
INSERT INTO model_metadata SELECT * FROM present.model_metadata;
INSERT INTO runs SELECT id, dataset, model, asked_split, asked_order, asked_seed, asked_limit, asked_batch,
    asked_device, asked_precision, used_device, used_name, used_precision, used_reason, used_backend, used_threads,
    positions, started_at_ms, finished_at_ms, asked_preprocessing, asked_stem, used_precision_reason,
    used_screening_bound, asked_labels, asked_classes FROM present.runs;
INSERT INTO predictions SELECT run, position, sample, truth, predicted, confidence, margin
    FROM present.predictions JOIN present.samples USING (sample);
INSERT INTO samples (sample, width, height, channels, encoding, pixels)
    SELECT sample, width, height, channels, encoding, pixels FROM present.pictures;
INSERT INTO details SELECT * FROM present.details;
INSERT INTO controls SELECT run, sample FROM present.items WHERE role = 'control';
INSERT INTO control_shortfall SELECT * FROM present.control_shortfall;
INSERT INTO modes SELECT id, slug, name, digit, letter, colour, definition FROM present.modes;
INSERT INTO annotators VALUES (1, '11111111-1111-4111-8111-111111111111', 'ann', 1000),
                              (2, '22222222-2222-4222-8222-222222222222', 'bob', 2000);
INSERT INTO actions VALUES (1, 1, 'label', 'Scale on 1 image', NULL, 5000), (2, 1, 'label', 'note on 1 image', NULL, 9000),
    (3, 1, 'label', 'Occlusion on 1 image', NULL, 7000), (4, 1, 'undo', 'Occlusion on 1 image', 3, 7001),
    (5, 2, 'import', 'import of 1 label', NULL, 8000), (6, 1, 'label', 'excluded 1 image', NULL, 7002);
)sql";
    const auto event = [&](int id, const char* uuid, int action, const std::string& sample,
                           const char* rest) {
        sql += "INSERT INTO label_events VALUES (" + std::to_string(id) + ", '" + uuid + "', " +
               std::to_string(action) + ", 1, " + sample + ", " + rest + "); ";
    };
    event(1, "aaaaaaaa-0000-4000-8000-000000000001", 1, s, "1, 1, 0, '', 5000, 5000, 'window', 1200");
    event(2, "aaaaaaaa-0000-4000-8000-000000000002", 2, s, "1, 1, 0, 'small', 5000, 9000, 'window', 0");
    event(3, "aaaaaaaa-0000-4000-8000-000000000003", 3, s, "1, 3, 0, 'small', 7000, 7000, 'command-line', 0");
    event(4, "aaaaaaaa-0000-4000-8000-000000000004", 4, s, "1, 1, 0, 'small', 5000, 7001, 'undo', 0");
    event(5, "aaaaaaaa-0000-4000-8000-000000000005", 5, t, "2, 2, 0, 'both', 4000, 8000, 'import', 0");
    event(6, "aaaaaaaa-0000-4000-8000-000000000006", 6, t, "1, NULL, 1, '', 7002, 7002, 'window', 0");
    tamper(path, sql);
}

void makeVersion1(const std::filesystem::path& path, const std::filesystem::path& version2) {
    std::string sql = std::string(statementsOf(1)) + "PRAGMA user_version = 1; PRAGMA application_id = " +
                      std::to_string(study::applicationId) + "; ATTACH '" + version2.string() +
                      "' AS present; ";
    const std::map<std::string, std::string> columns{
        {"datasets", "id, format, name, split, size, identity, official, location"},
        {"models",
         "id, sha256, format, architecture, feature_count, mean_red, mean_green, mean_blue, deviation_red, "
         "deviation_green, deviation_blue, stated_accuracy, location"},
        {"model_classes", "model, class, name"},
        {"runs",
         "id, dataset, model, split, visiting_order, seed, image_limit, batch, requested_device, "
         "requested_precision, device, device_name, device_precision, device_reason, backend, threads, "
         "positions, started_at_ms, finished_at_ms"}};
    for (const std::string table : {"study", "datasets", "dataset_classes", "models", "model_classes",
                                    "model_metadata", "runs", "predictions", "samples", "details", "controls",
                                    "control_shortfall", "modes", "annotators", "actions", "label_events"})
        sql += "INSERT INTO main." + table + " SELECT " +
               (columns.contains(table) ? columns.at(table) : "*") + " FROM present." + table + "; ";
    tamper(path, sql);
}

void makeOld(const std::filesystem::path& path) {
    const auto present = path.parent_path() / "present.faultline";
    static_cast<void>(makeSyntheticStudy(present));
    makeVersion2(path, present);
    std::filesystem::remove(present);
}

namespace {

/// makeOld()'s, as the version before would have brought it up to that one; alone in its folder.
void makeVersion(const std::filesystem::path& path, std::size_t version) {
    makeOld(path);
    const auto migrations = study::standardMigrations().first(version);
    valueOf(study::StudyFile::open(path, study::Access::ReadWrite, std::chrono::milliseconds(0), migrations));
    auto copy = path;
    std::filesystem::remove(copy.replace_extension(".v2.faultline"));
}

} // namespace

void makeVersion3(const std::filesystem::path& path) {
    makeVersion(path, 3);
}

void makeVersion4(const std::filesystem::path& path) {
    makeVersion(path, 4);
}

void makeVersion5(const std::filesystem::path& path) {
    makeVersion(path, 5);
}

} // namespace faultline::tests
