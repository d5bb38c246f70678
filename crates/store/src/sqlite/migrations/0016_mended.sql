-- How often a source was hurried: one that is hurried while it is asked is due
-- again.
ALTER TABLE source ADD COLUMN hurries INTEGER NOT NULL DEFAULT 0;
-- A sending that stood still and went on mended: the plates that copies were
-- printed from before, and which of them a copy was printed from (none: the one
-- that holds now).
CREATE TABLE plate_before (
    edition  INTEGER NOT NULL REFERENCES edition,
    number   INTEGER NOT NULL,
    sha256   TEXT NOT NULL,
    bytes    BLOB NOT NULL,
    selector TEXT NOT NULL,
    PRIMARY KEY (edition, number)
) STRICT, WITHOUT ROWID;
ALTER TABLE delivery ADD COLUMN plate INTEGER;
-- Since when a sending stands still: the run of that moment hears of it a little
-- later.
ALTER TABLE edition ADD COLUMN stopped_at INTEGER;
-- A source of points that later copies do without.
ALTER TABLE slot_source ADD COLUMN left_out INTEGER NOT NULL DEFAULT 0;
-- A slot that later copies do without.
ALTER TABLE slot ADD COLUMN left_out INTEGER NOT NULL DEFAULT 0;
-- The last plate with the error; none: all of them.
ALTER TABLE correction ADD COLUMN plate INTEGER;
