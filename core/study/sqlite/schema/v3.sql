-- Version 3: many runs on one data set, and a label log that merges. Samples belong to the data set (their pictures once,
-- and the true class); predictions, outcomes, items and controls belong to a run. An event changes one thing of one item,
-- and nothing goes by row numbers: runs, actions, annotators and events have UUIDs, and the present value of a thing is
-- that of its last event by (at_ms, uuid). What was made by an older version gets UUIDs that follow from its own, so that
-- two copies of a study that are brought up to date apart still merge: of a UUID the version digit is changed.
-- Some tables have no writer yet: files left out, adjudicators, annotators renamed or joined.

DROP VIEW current_labels;
DROP INDEX predictions_by_sample;
DROP INDEX failures;
DROP INDEX actions_by_annotator;
DROP INDEX label_events_by_sample;
DROP INDEX label_events_by_action;
ALTER TABLE label_events RENAME TO label_events_2;
ALTER TABLE actions RENAME TO actions_2;
ALTER TABLE annotators RENAME TO annotators_2;
ALTER TABLE control_shortfall RENAME TO control_shortfall_2;
ALTER TABLE controls RENAME TO controls_2;
ALTER TABLE details RENAME TO details_2;
ALTER TABLE predictions RENAME TO predictions_2;
ALTER TABLE runs RENAME TO runs_2;
ALTER TABLE preprocessing_trials RENAME TO preprocessing_trials_2;
ALTER TABLE model_metadata RENAME TO model_metadata_2;
ALTER TABLE model_classes RENAME TO model_classes_2;
ALTER TABLE models RENAME TO models_2;
ALTER TABLE dataset_notes RENAME TO dataset_notes_2;
ALTER TABLE dataset_classes RENAME TO dataset_classes_2;
ALTER TABLE datasets RENAME TO datasets_2;
ALTER TABLE samples RENAME TO pictures;

-- Raised by every transaction: tells a log that belongs to this file from a stale one.
ALTER TABLE study ADD COLUMN transactions INTEGER NOT NULL DEFAULT 0;

CREATE TABLE datasets (
    id INTEGER PRIMARY KEY,
    format TEXT NOT NULL,
    name TEXT NOT NULL,
    split TEXT NOT NULL,
    size INTEGER NOT NULL,
    identity TEXT NOT NULL,
    official INTEGER NOT NULL CHECK (official IN (0, 1)),
    location TEXT NOT NULL,
    unreadable_count INTEGER NOT NULL
) STRICT;
INSERT INTO datasets
SELECT id, format, name, split, size, identity, official, location, unreadable FROM datasets_2;

CREATE TABLE dataset_classes (
    dataset INTEGER NOT NULL REFERENCES datasets (id),
    class INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (dataset, class)
) STRICT, WITHOUT ROWID;
INSERT INTO dataset_classes SELECT dataset, class, name FROM dataset_classes_2;

CREATE TABLE dataset_notes (
    dataset INTEGER NOT NULL REFERENCES datasets (id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('note', 'unreadable')),
    text TEXT NOT NULL,
    PRIMARY KEY (dataset, position)
) STRICT, WITHOUT ROWID;
INSERT INTO dataset_notes SELECT dataset, position, kind, text FROM dataset_notes_2;

-- How many files a data set left out, by reason, with some of their names.
CREATE TABLE dataset_left_out (
    dataset INTEGER NOT NULL REFERENCES datasets (id),
    reason TEXT NOT NULL,
    files INTEGER NOT NULL,
    examples TEXT NOT NULL,
    PRIMARY KEY (dataset, reason)
) STRICT, WITHOUT ROWID;

-- Every image that a run has visited. `path` is relative to the data set's folder, where the picture is a file of its own.
CREATE TABLE samples (
    sample INTEGER PRIMARY KEY,
    truth INTEGER,
    path TEXT
) STRICT;
INSERT INTO samples (sample, truth) SELECT sample, min(truth) FROM predictions_2 GROUP BY sample;

CREATE TABLE models (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL,
    format TEXT NOT NULL,
    architecture TEXT NOT NULL,
    feature_count INTEGER NOT NULL,
    max_pool INTEGER NOT NULL CHECK (max_pool IN (0, 1)),
    preprocessing TEXT NOT NULL,
    basis TEXT NOT NULL,
    stated_accuracy REAL,
    location TEXT NOT NULL,
    answers TEXT NOT NULL CHECK (answers IN ('logits', 'log-probabilities', 'classes-only'))
) STRICT;
-- Version 1 had means and deviations alone; those of a usual normalisation get its name.
INSERT INTO models
SELECT id, sha256, format, architecture, feature_count, max_pool,
    CASE WHEN preprocessing <> '' THEN preprocessing ELSE json_object(
        'name', CASE json_array(mean_red, mean_green, mean_blue, deviation_red, deviation_green, deviation_blue)
            WHEN json_array(0.4914, 0.4822, 0.4465, 0.247, 0.2435, 0.2616) THEN 'cifar10'
            WHEN json_array(0.4914, 0.4822, 0.4465, 0.2023, 0.1994, 0.201) THEN 'cifar10-kuangliu'
            WHEN json_array(0.485, 0.456, 0.406, 0.229, 0.224, 0.225) THEN 'imagenet'
            WHEN json_array(0.0, 0.0, 0.0, 1.0, 1.0, 1.0) THEN 'unit'
            WHEN json_array(0.5, 0.5, 0.5, 0.5, 0.5, 0.5) THEN 'symmetric'
            ELSE 'custom' END,
        'mean', json_array(mean_red, mean_green, mean_blue),
        'std', json_array(deviation_red, deviation_green, deviation_blue)) END,
    basis, stated_accuracy, location,
    CASE (SELECT value FROM model_metadata_2 WHERE model = models_2.id AND key = 'output')
        WHEN 'classes' THEN iif(format = 'predictions', 'classes-only', 'logits')
        WHEN 'softmax' THEN 'log-probabilities'
        ELSE 'logits' END
FROM models_2;

CREATE TABLE model_classes (
    model INTEGER NOT NULL REFERENCES models (id),
    class INTEGER NOT NULL,
    name TEXT NOT NULL,
    stands_for INTEGER,
    PRIMARY KEY (model, class)
) STRICT, WITHOUT ROWID;
INSERT INTO model_classes SELECT model, class, name, stands_for FROM model_classes_2;

-- What `answers` and missing margins say now was metadata of version 2.
CREATE TABLE model_metadata (
    model INTEGER NOT NULL REFERENCES models (id),
    position INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (model, position)
) STRICT, WITHOUT ROWID;
INSERT INTO model_metadata
SELECT model, row_number() OVER (PARTITION BY model ORDER BY position) - 1, key, value FROM model_metadata_2
WHERE NOT (key = 'output' AND value IN ('classes', 'softmax', 'logits'))
  AND NOT (key IN ('confidence', 'margin') AND value = 'unknown');

CREATE TABLE preprocessing_trials (
    model INTEGER NOT NULL REFERENCES models (id),
    position INTEGER NOT NULL,
    preprocessing TEXT NOT NULL,
    max_pool INTEGER NOT NULL CHECK (max_pool IN (0, 1)),
    images INTEGER NOT NULL,
    correct INTEGER NOT NULL,
    mean_log_likelihood REAL NOT NULL,
    PRIMARY KEY (model, position)
) STRICT, WITHOUT ROWID;
INSERT INTO preprocessing_trials
SELECT model, position, preprocessing, max_pool, images, correct, mean_log_likelihood FROM preprocessing_trials_2;

-- asked_: what the run was asked for; used_: what computed it.
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL UNIQUE,
    dataset INTEGER NOT NULL REFERENCES datasets (id),
    model INTEGER NOT NULL REFERENCES models (id),
    asked_split TEXT NOT NULL,
    asked_device TEXT NOT NULL,
    asked_precision TEXT NOT NULL,
    asked_preprocessing TEXT NOT NULL,
    asked_stem TEXT NOT NULL,
    asked_labels TEXT NOT NULL,
    asked_classes TEXT NOT NULL,
    asked_batch INTEGER NOT NULL,
    asked_order TEXT NOT NULL,
    asked_seed TEXT NOT NULL,
    asked_limit INTEGER NOT NULL,
    asked_model_name TEXT NOT NULL,
    used_device TEXT NOT NULL,
    used_name TEXT NOT NULL,
    used_precision TEXT NOT NULL,
    used_reason TEXT NOT NULL,
    used_backend TEXT NOT NULL,
    used_threads INTEGER NOT NULL,
    used_precision_reason TEXT NOT NULL,
    used_screening_bound REAL NOT NULL,
    positions INTEGER NOT NULL,
    started_at_ms INTEGER NOT NULL,
    finished_at_ms INTEGER
) STRICT;
INSERT INTO runs
SELECT r.id, substr(s.uuid, 1, 14) || 'a' || substr(s.uuid, 16, 17) || printf('%04x', r.id % 65536),
    CASE WHEN trim(m.architecture) = '' OR trim(m.architecture) NOT GLOB '*[^0-9]*'
         THEN trim('run ' || m.architecture) ELSE trim(m.architecture) END
    || iif(row_number() OVER (PARTITION BY m.architecture ORDER BY r.id) = 1, '',
           ' (' || row_number() OVER (PARTITION BY m.architecture ORDER BY r.id) || ')'),
    r.dataset, r.model, r.split, r.requested_device, r.requested_precision, r.requested_preprocessing,
    r.requested_stem, r.requested_labels, r.requested_classes, r.batch, r.visiting_order, r.seed, r.image_limit, '',
    r.device, r.device_name, r.device_precision, r.device_reason, r.backend, r.threads, r.precision_reason,
    r.screening_bound, r.positions, r.started_at_ms, r.finished_at_ms
FROM runs_2 r JOIN models_2 m ON m.id = r.model JOIN study s
ORDER BY r.id;

-- Confidence and margin are NULL where nobody knows them.
CREATE TABLE predictions (
    run INTEGER NOT NULL REFERENCES runs (id),
    position INTEGER NOT NULL,
    sample INTEGER NOT NULL REFERENCES samples (sample),
    predicted INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('right', 'failure')),
    confidence REAL,
    margin REAL,
    PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;
INSERT INTO predictions
SELECT p.run, p.position, p.sample, p.predicted, iif(p.truth = p.predicted, 'right', 'failure'),
    nullif(p.confidence, 0.0),
    CASE WHEN p.margin = 0.0 AND EXISTS (
        SELECT 1 FROM runs_2 r JOIN model_metadata_2 d ON d.model = r.model
        WHERE r.id = p.run AND d.key = 'margin' AND d.value IN ('unknown', 'partly stated'))
    THEN NULL ELSE p.margin END
FROM predictions_2 p ORDER BY p.run, p.position;
CREATE UNIQUE INDEX predictions_by_sample ON predictions (run, sample);
CREATE INDEX failures ON predictions (run, position, sample, predicted, confidence, margin) WHERE outcome = 'failure';

-- What may carry a label in a run. Of an item that came in a package without predictions nobody says what it is.
CREATE TABLE items (
    run INTEGER NOT NULL REFERENCES runs (id),
    sample INTEGER NOT NULL REFERENCES samples (sample),
    role TEXT NOT NULL CHECK (role IN ('failure', 'control', 'undisclosed')),
    PRIMARY KEY (run, sample)
) STRICT, WITHOUT ROWID;
INSERT INTO items
SELECT d.run, d.sample, iif(EXISTS (SELECT 1 FROM controls_2 c WHERE c.run = d.run AND c.sample = d.sample),
                            'control', 'failure')
FROM details_2 d ORDER BY d.run, d.sample;
CREATE INDEX controls ON items (run, sample) WHERE role = 'control';

-- Logits are empty where the answers are classes alone.
CREATE TABLE details (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,
    sample INTEGER NOT NULL,
    logits BLOB NOT NULL,
    features BLOB NOT NULL,
    UNIQUE (run, sample),
    FOREIGN KEY (run, sample) REFERENCES items (run, sample)
) STRICT;
INSERT INTO details
SELECT d.id, d.run, d.sample, iif(m.answers = 'classes-only', x'', d.logits), d.features
FROM details_2 d JOIN runs r ON r.id = d.run JOIN models m ON m.id = r.model ORDER BY d.id;

CREATE TABLE control_shortfall (
    run INTEGER NOT NULL REFERENCES runs (id),
    class INTEGER NOT NULL,
    lacking INTEGER NOT NULL,
    PRIMARY KEY (run, class)
) STRICT, WITHOUT ROWID;
INSERT INTO control_shortfall SELECT run, class, lacking FROM control_shortfall_2;

-- Two annotators may have one name: their logs were kept apart before they met.
CREATE TABLE annotators (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL
) STRICT;
INSERT INTO annotators SELECT id, uuid, name, created_at_ms FROM annotators_2;

-- An annotator's action: one undo step. Its time is the annotator's own clock, which never goes back. The events of an
-- action have its time. An undo or redo names the action that it takes back or does again.
CREATE TABLE actions (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    annotator INTEGER NOT NULL REFERENCES annotators (id),
    kind TEXT NOT NULL CHECK (kind IN ('label', 'import', 'undo', 'redo')),
    description TEXT NOT NULL,
    target TEXT,
    at_ms INTEGER NOT NULL,
    CHECK ((kind IN ('undo', 'redo')) = (target IS NOT NULL))
) STRICT;
WITH named AS (
    SELECT a.id, a.annotator, a.kind, a.description, a.target, a.at_ms,
        coalesce((SELECT substr(e.uuid, 1, 14) || 'a' || substr(e.uuid, 16) FROM label_events_2 e
                  WHERE e.action = a.id ORDER BY e.id LIMIT 1),
                 substr(s.uuid, 1, 14) || 'b' || substr(s.uuid, 16, 9) || printf('%012x', a.id)) AS uuid,
        row_number() OVER (PARTITION BY a.annotator ORDER BY a.id) AS number
    FROM actions_2 a JOIN study s)
INSERT INTO actions (id, uuid, annotator, kind, description, target, at_ms)
SELECT n.id, n.uuid, n.annotator, n.kind, n.description, (SELECT t.uuid FROM named t WHERE t.id = n.target),
    max(n.at_ms - n.number) OVER (PARTITION BY n.annotator ORDER BY n.id) + n.number
FROM named n ORDER BY n.id;
CREATE INDEX actions_by_annotator ON actions (annotator, at_ms, uuid);

CREATE TABLE label_events (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    action INTEGER NOT NULL REFERENCES actions (id),
    run INTEGER NOT NULL,
    sample INTEGER NOT NULL,
    annotator INTEGER NOT NULL REFERENCES annotators (id),
    at_ms INTEGER NOT NULL,
    thing TEXT NOT NULL CHECK (thing IN ('judgement', 'secondary modes', 'flag', 'note')),
    judgement TEXT CHECK (judgement IN ('unlabelled', 'mode', 'none', 'excluded')),
    mode INTEGER REFERENCES modes (id),
    reason TEXT,
    right_class INTEGER,
    judged_at_ms INTEGER,
    flag INTEGER CHECK (flag IN (0, 1)),
    note TEXT,
    how TEXT NOT NULL,
    elapsed_ms INTEGER NOT NULL,
    blind TEXT NOT NULL CHECK (blind IN ('yes', 'no', 'unknown')),
    plan_version INTEGER,
    queue_position INTEGER,
    zoom REAL,
    contrast TEXT,
    FOREIGN KEY (run, sample) REFERENCES items (run, sample),
    CHECK ((thing = 'judgement') = (judgement IS NOT NULL)),
    CHECK ((judgement IS 'mode') = (mode IS NOT NULL)),
    CHECK (judgement IS 'excluded' OR (reason IS NULL AND right_class IS NULL)),
    CHECK ((judgement IS NOT NULL AND judgement <> 'unlabelled') = (judged_at_ms IS NOT NULL)),
    CHECK ((thing = 'flag') = (flag IS NOT NULL)),
    CHECK ((thing = 'note') = (note IS NOT NULL))
) STRICT;
-- An event of version 2 holds the whole state after it: it becomes one event for each thing that it changed.
WITH states AS (
    SELECT e.*, a.at_ms AS action_at_ms,
        lag(e.mode) OVER earlier AS mode_before, lag(e.excluded, 1, 0) OVER earlier AS excluded_before,
        lag(e.labelled_at_ms) OVER earlier AS labelled_before, lag(e.note, 1, '') OVER earlier AS note_before
    FROM label_events_2 e JOIN actions a ON a.id = e.action
    WINDOW earlier AS (PARTITION BY e.run, e.sample, e.annotator ORDER BY e.id)),
parts AS (
    SELECT id, 0 AS part, uuid AS new_uuid, 'judgement' AS thing FROM states
    WHERE mode IS NOT mode_before OR excluded <> excluded_before OR labelled_at_ms IS NOT labelled_before
       OR note = note_before
    UNION ALL
    SELECT id, 1, substr(uuid, 1, 14) || 'b' || substr(uuid, 16), 'note' FROM states WHERE note <> note_before)
INSERT INTO label_events (uuid, action, run, sample, annotator, at_ms, thing, judgement, mode, judged_at_ms, note, how,
                          elapsed_ms, blind)
SELECT p.new_uuid, s.action, s.run, s.sample, s.annotator, s.action_at_ms, p.thing,
    CASE WHEN p.thing <> 'judgement' THEN NULL WHEN s.mode IS NOT NULL THEN 'mode'
         WHEN s.excluded <> 0 THEN 'excluded' ELSE 'unlabelled' END,
    iif(p.thing = 'judgement', s.mode, NULL), iif(p.thing = 'judgement', s.labelled_at_ms, NULL),
    iif(p.thing = 'note', s.note, NULL),
    CASE s.source WHEN 'window' THEN 'grid' WHEN 'command-line' THEN 'command' ELSE s.source END,
    s.elapsed_ms, iif(s.source = 'import', 'unknown', 'no')
FROM parts p JOIN states s ON s.id = p.id ORDER BY p.id, p.part;
CREATE INDEX label_events_by_item ON label_events (run, sample, annotator, thing, at_ms, uuid);
CREATE INDEX label_events_by_action ON label_events (action);

CREATE TABLE secondary_modes (
    event INTEGER NOT NULL REFERENCES label_events (id),
    mode INTEGER NOT NULL REFERENCES modes (id),
    PRIMARY KEY (event, mode)
) STRICT, WITHOUT ROWID;

-- The last event of each thing: what holds now.
CREATE VIEW current_values AS
    SELECT * FROM label_events e
    WHERE NOT EXISTS (
        SELECT 1 FROM label_events l
        WHERE l.run = e.run AND l.sample = e.sample AND l.annotator = e.annotator AND l.thing = e.thing
          AND (l.at_ms, l.uuid) > (e.at_ms, e.uuid));

-- When an item's prediction was first painted for an annotator.
CREATE TABLE paintings (
    uuid TEXT PRIMARY KEY,
    annotator INTEGER NOT NULL REFERENCES annotators (id),
    run INTEGER NOT NULL,
    sample INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    FOREIGN KEY (run, sample) REFERENCES items (run, sample)
) STRICT, WITHOUT ROWID;

-- Annotators that were renamed, or joined with another one.
CREATE TABLE annotator_changes (
    uuid TEXT PRIMARY KEY,
    annotator INTEGER NOT NULL REFERENCES annotators (id),
    kind TEXT NOT NULL CHECK (kind IN ('rename', 'join')),
    name TEXT,
    joined_to INTEGER REFERENCES annotators (id),
    at_ms INTEGER NOT NULL,
    CHECK ((kind = 'rename') = (name IS NOT NULL)),
    CHECK ((kind = 'join') = (joined_to IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE adjudicators (
    annotator INTEGER PRIMARY KEY REFERENCES annotators (id),
    at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE plans (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    run INTEGER NOT NULL REFERENCES runs (id),
    version INTEGER NOT NULL,
    text TEXT NOT NULL,
    guidelines TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    UNIQUE (run, version)
) STRICT;

CREATE TABLE plan_items (
    plan INTEGER NOT NULL REFERENCES plans (id),
    sample INTEGER NOT NULL REFERENCES samples (sample),
    stratum TEXT NOT NULL,
    stratum_size INTEGER NOT NULL,
    inclusion_probability REAL NOT NULL,
    owner INTEGER REFERENCES annotators (id),
    PRIMARY KEY (plan, sample)
) STRICT, WITHOUT ROWID;

DROP TABLE label_events_2;
DROP TABLE actions_2;
DROP TABLE annotators_2;
DROP TABLE control_shortfall_2;
DROP TABLE controls_2;
DROP TABLE details_2;
DROP TABLE predictions_2;
DROP TABLE runs_2;
DROP TABLE preprocessing_trials_2;
DROP TABLE model_metadata_2;
DROP TABLE model_classes_2;
DROP TABLE models_2;
DROP TABLE dataset_notes_2;
DROP TABLE dataset_classes_2;
DROP TABLE datasets_2;
