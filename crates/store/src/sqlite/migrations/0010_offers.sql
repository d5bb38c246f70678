-- What editors did with a slot: a JSON list of words. Of editions that somebody
-- is at, nobody knows what was done, so all of it stays.
ALTER TABLE slot ADD COLUMN hands TEXT NOT NULL DEFAULT '[]';
UPDATE slot SET hands = '["pinned"]'
WHERE edition IN (SELECT id FROM edition WHERE state IN ('in-review', 'approved', 'held'));

-- Stories that an editor took out of an edition: no redraft brings them back.
CREATE TABLE refused (
    edition INTEGER NOT NULL REFERENCES edition ON DELETE CASCADE,
    story   INTEGER NOT NULL REFERENCES story,
    PRIMARY KEY (edition, story)
) STRICT, WITHOUT ROWID;

-- A draft made anew beside an edition. A number is never given twice, so that
-- a form that was shown for one offer can't take of another.
CREATE TABLE offer (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    edition INTEGER NOT NULL UNIQUE REFERENCES edition ON DELETE CASCADE,
    at      INTEGER NOT NULL,
    editor  INTEGER NOT NULL REFERENCES editor,
    value   TEXT NOT NULL
) STRICT;
