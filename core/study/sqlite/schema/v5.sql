-- Version 5: covariates, what is known of the data set's images from elsewhere: what people said is in them (`answers`:
-- images × classes little-endian floats, row i of image i), or which labels are suspected to be wrong (`suspected`: three
-- little-endian 32-bit integers each, the image, its label and what that should be, -1 where that is not said). The UUID
-- follows from kind and content, so that what two copies were given apart is one.

CREATE TABLE covariates (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('answers', 'suspected')),
    content BLOB NOT NULL,
    added_at_ms INTEGER NOT NULL
) STRICT;
