-- Version 4: a taxonomy that changes. A mode may have a letter alone, and be merged into another one, split or taken away:
-- its row stays, so that events that name it can be read. Taxonomies that were changed apart merge by slug: of each mode
-- the UUIDs of its changes tell which copy knows more.

PRAGMA defer_foreign_keys = ON;

DROP VIEW current_values;

-- Keys may be shared with modes that are no longer offered, so that they are unique in the program, not here. Events point
-- to the rows: new ones take the old ones' place under the same name.
CREATE TABLE modes_3 (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    digit TEXT NOT NULL,
    letter TEXT NOT NULL,
    colour TEXT NOT NULL,
    definition TEXT NOT NULL
) STRICT;
INSERT INTO modes_3 SELECT id, slug, name, digit, letter, colour, definition FROM modes;
DROP TABLE modes;

-- merged_into: what its labels count as. split_into: slugs with blanks between them; it counts as itself until each of its
-- labels is decided anew as one of these.
CREATE TABLE modes (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    digit TEXT,
    letter TEXT NOT NULL,
    colour TEXT NOT NULL,
    definition TEXT NOT NULL,
    merged_into INTEGER REFERENCES modes (id),
    split_into TEXT,
    deleted_at_ms INTEGER
) STRICT;
INSERT INTO modes (id, slug, name, digit, letter, colour, definition)
SELECT id, slug, name, digit, letter, colour, definition FROM modes_3;
DROP TABLE modes_3;

-- The present state of a mode is its row; these say that there was a change. `action`: UUID of the action that merged,
-- undid or redid, one undo step; `into_mode`: what was merged into.
CREATE TABLE mode_changes (
    uuid TEXT PRIMARY KEY,
    mode INTEGER NOT NULL REFERENCES modes (id),
    kind TEXT NOT NULL CHECK (kind IN ('add', 'edit', 'delete', 'merge', 'undo', 'redo')),
    into_mode INTEGER REFERENCES modes (id),
    action TEXT,
    at_ms INTEGER NOT NULL,
    CHECK ((kind IN ('merge', 'undo', 'redo')) = (action IS NOT NULL)),
    CHECK ((kind = 'merge') = (into_mode IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- Merging modes changes labels of several annotators: one action of who merged, and one of kind 'taxonomy' for each other
-- annotator, whose target is the first.
CREATE TABLE actions_3 (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL,
    annotator INTEGER NOT NULL,
    kind TEXT NOT NULL,
    description TEXT NOT NULL,
    target TEXT,
    at_ms INTEGER NOT NULL
) STRICT;
INSERT INTO actions_3 SELECT id, uuid, annotator, kind, description, target, at_ms FROM actions;
DROP TABLE actions;

CREATE TABLE actions (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    annotator INTEGER NOT NULL REFERENCES annotators (id),
    kind TEXT NOT NULL CHECK (kind IN ('label', 'import', 'undo', 'redo', 'taxonomy')),
    description TEXT NOT NULL,
    target TEXT,
    at_ms INTEGER NOT NULL,
    CHECK ((kind IN ('undo', 'redo', 'taxonomy')) = (target IS NOT NULL))
) STRICT;
INSERT INTO actions (id, uuid, annotator, kind, description, target, at_ms)
SELECT id, uuid, annotator, kind, description, target, at_ms FROM actions_3;
DROP TABLE actions_3;
CREATE INDEX actions_by_annotator ON actions (annotator, at_ms, uuid);
CREATE INDEX actions_by_target ON actions (target) WHERE kind = 'taxonomy';

-- The last event of each thing: what holds now. An answer to an item that a queue showed again is never that.
CREATE VIEW current_values AS
    SELECT * FROM label_events e
    WHERE e.how NOT IN ('repeat', 'adjudication') AND NOT EXISTS (
        SELECT 1 FROM label_events l
        WHERE l.run = e.run AND l.sample = e.sample AND l.annotator = e.annotator AND l.thing = e.thing
          AND l.how NOT IN ('repeat', 'adjudication') AND (l.at_ms, l.uuid) > (e.at_ms, e.uuid));
