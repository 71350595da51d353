-- Version 1. Times are milliseconds since 1970 in UTC; pixels, logits and features are packed little-endian columns.
-- Never edit a version that is out: add a migration.

CREATE TABLE study (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    uuid TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    created_by TEXT NOT NULL
) STRICT;

CREATE TABLE datasets (
    id INTEGER PRIMARY KEY,
    format TEXT NOT NULL,
    name TEXT NOT NULL,
    split TEXT NOT NULL,
    size INTEGER NOT NULL,
    identity TEXT NOT NULL,
    official INTEGER NOT NULL CHECK (official IN (0, 1)),
    location TEXT NOT NULL
) STRICT;

CREATE TABLE dataset_classes (
    dataset INTEGER NOT NULL REFERENCES datasets (id),
    class INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (dataset, class)
) STRICT, WITHOUT ROWID;

CREATE TABLE models (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL,
    format TEXT NOT NULL,
    architecture TEXT NOT NULL,
    feature_count INTEGER NOT NULL,
    mean_red REAL NOT NULL,
    mean_green REAL NOT NULL,
    mean_blue REAL NOT NULL,
    deviation_red REAL NOT NULL,
    deviation_green REAL NOT NULL,
    deviation_blue REAL NOT NULL,
    stated_accuracy REAL,
    location TEXT NOT NULL
) STRICT;

CREATE TABLE model_classes (
    model INTEGER NOT NULL REFERENCES models (id),
    class INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (model, class)
) STRICT, WITHOUT ROWID;

CREATE TABLE model_metadata (
    model INTEGER NOT NULL REFERENCES models (id),
    position INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (model, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    dataset INTEGER NOT NULL REFERENCES datasets (id),
    model INTEGER NOT NULL REFERENCES models (id),
    split TEXT NOT NULL,
    visiting_order TEXT NOT NULL,
    seed TEXT NOT NULL,
    image_limit INTEGER NOT NULL,
    batch INTEGER NOT NULL,
    requested_device TEXT NOT NULL,
    requested_precision TEXT NOT NULL,
    device TEXT NOT NULL,
    device_name TEXT NOT NULL,
    device_precision TEXT NOT NULL,
    device_reason TEXT NOT NULL,
    backend TEXT NOT NULL,
    threads INTEGER NOT NULL,
    positions INTEGER NOT NULL,
    started_at_ms INTEGER NOT NULL,
    finished_at_ms INTEGER
) STRICT;

CREATE TABLE predictions (
    run INTEGER NOT NULL REFERENCES runs (id),
    position INTEGER NOT NULL,
    sample INTEGER NOT NULL,
    truth INTEGER NOT NULL,
    predicted INTEGER NOT NULL,
    confidence REAL NOT NULL,
    margin REAL NOT NULL,
    PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX predictions_by_sample ON predictions (run, sample);

CREATE INDEX failures ON predictions (run, position, sample, truth, predicted, confidence, margin)
    WHERE truth <> predicted;

CREATE TABLE samples (
    id INTEGER PRIMARY KEY,
    sample INTEGER NOT NULL UNIQUE,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    channels INTEGER NOT NULL,
    encoding TEXT NOT NULL,
    pixels BLOB NOT NULL
) STRICT;

CREATE TABLE details (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,
    sample INTEGER NOT NULL REFERENCES samples (sample),
    logits BLOB NOT NULL,
    features BLOB NOT NULL,
    UNIQUE (run, sample),
    FOREIGN KEY (run, sample) REFERENCES predictions (run, sample)
) STRICT;

CREATE TABLE controls (
    run INTEGER NOT NULL,
    sample INTEGER NOT NULL,
    PRIMARY KEY (run, sample),
    FOREIGN KEY (run, sample) REFERENCES details (run, sample)
) STRICT, WITHOUT ROWID;

CREATE TABLE control_shortfall (
    run INTEGER NOT NULL REFERENCES runs (id),
    class INTEGER NOT NULL,
    lacking INTEGER NOT NULL,
    PRIMARY KEY (run, class)
) STRICT, WITHOUT ROWID;

CREATE TABLE modes (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    digit TEXT NOT NULL UNIQUE,
    letter TEXT NOT NULL UNIQUE,
    colour TEXT NOT NULL,
    definition TEXT NOT NULL
) STRICT;

CREATE TABLE annotators (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL UNIQUE,
    created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE actions (
    id INTEGER PRIMARY KEY,
    annotator INTEGER NOT NULL REFERENCES annotators (id),
    kind TEXT NOT NULL CHECK (kind IN ('label', 'import', 'undo', 'redo')),
    description TEXT NOT NULL,
    target INTEGER REFERENCES actions (id),
    at_ms INTEGER NOT NULL,
    CHECK ((kind IN ('undo', 'redo')) = (target IS NOT NULL))
) STRICT;

CREATE INDEX actions_by_annotator ON actions (annotator);

CREATE TABLE label_events (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL,
    action INTEGER NOT NULL REFERENCES actions (id),
    run INTEGER NOT NULL,
    sample INTEGER NOT NULL,
    annotator INTEGER NOT NULL REFERENCES annotators (id),
    mode INTEGER REFERENCES modes (id),
    excluded INTEGER NOT NULL CHECK (excluded IN (0, 1)),
    note TEXT NOT NULL,
    labelled_at_ms INTEGER,
    at_ms INTEGER NOT NULL,
    source TEXT NOT NULL,
    elapsed_ms INTEGER NOT NULL,
    FOREIGN KEY (run, sample) REFERENCES details (run, sample),
    CHECK (mode IS NULL OR excluded = 0),
    CHECK ((labelled_at_ms IS NULL) = (mode IS NULL AND excluded = 0))
) STRICT;

CREATE INDEX label_events_by_sample ON label_events (run, sample, annotator);

CREATE INDEX label_events_by_action ON label_events (action);

CREATE VIEW current_labels AS
    SELECT run, sample, annotator, mode, excluded, note, labelled_at_ms
    FROM label_events
    WHERE id IN (SELECT max(id) FROM label_events GROUP BY run, sample, annotator);
