-- An approval that fell by what came in about a story, and the revision it left
-- behind: while the edition is still of that revision, nobody has touched it.
CREATE TABLE fallen_approval (
    edition     INTEGER PRIMARY KEY REFERENCES edition ON DELETE CASCADE,
    revision    INTEGER NOT NULL,
    approved_by INTEGER NOT NULL REFERENCES editor,
    approved_at INTEGER NOT NULL
) STRICT;
