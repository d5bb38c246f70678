-- What editors decided of events and running matters. Only ever added to: of
-- two facts about one thing the later holds.
CREATE TABLE decision (
    id     INTEGER PRIMARY KEY,
    act    TEXT NOT NULL,
    fact   TEXT NOT NULL,
    editor INTEGER NOT NULL REFERENCES editor (id),
    why    TEXT NOT NULL,
    at     INTEGER NOT NULL
) STRICT;
