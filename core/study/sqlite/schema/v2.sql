-- Version 2: preprocessing as part of the model and how it was found, the class that each output of the model stands
-- for, notes on the data set, and what a run was asked for. An empty preprocessing is that of version 1: the means and
-- deviations beside it. Where stands_for is NULL output i is class i.

ALTER TABLE models ADD COLUMN max_pool INTEGER NOT NULL DEFAULT 0;
ALTER TABLE models ADD COLUMN preprocessing TEXT NOT NULL DEFAULT '';
ALTER TABLE models ADD COLUMN basis TEXT NOT NULL DEFAULT 'metadata';

CREATE TABLE preprocessing_trials (
    model INTEGER NOT NULL REFERENCES models (id),
    position INTEGER NOT NULL,
    preprocessing TEXT NOT NULL,
    max_pool INTEGER NOT NULL,
    images INTEGER NOT NULL,
    correct INTEGER NOT NULL,
    mean_log_likelihood REAL NOT NULL,
    PRIMARY KEY (model, position)
) STRICT, WITHOUT ROWID;

ALTER TABLE model_classes ADD COLUMN stands_for INTEGER;

CREATE TABLE dataset_notes (
    dataset INTEGER NOT NULL REFERENCES datasets (id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('note', 'unreadable')),
    text TEXT NOT NULL,
    PRIMARY KEY (dataset, position)
) STRICT, WITHOUT ROWID;

ALTER TABLE datasets ADD COLUMN unreadable INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN requested_preprocessing TEXT NOT NULL DEFAULT 'auto';
ALTER TABLE runs ADD COLUMN requested_stem TEXT NOT NULL DEFAULT 'auto';
ALTER TABLE runs ADD COLUMN precision_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN screening_bound REAL NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN requested_labels TEXT NOT NULL DEFAULT 'fine';
ALTER TABLE runs ADD COLUMN requested_classes TEXT NOT NULL DEFAULT 'auto';
