-- What editors did with the points of an event: a fact about a story of it.
-- Only ever added to: of two facts about one point the later holds.
CREATE TABLE point_edit (
    id     INTEGER PRIMARY KEY,
    story  INTEGER NOT NULL REFERENCES story,
    edit   TEXT NOT NULL,
    editor INTEGER NOT NULL REFERENCES editor,
    at     INTEGER NOT NULL
) STRICT;
CREATE INDEX point_edit_story ON point_edit (story);

-- Points that a slot carries instead of its story's own; none there, and the
-- story's own stand.
CREATE TABLE slot_points (
    slot   INTEGER PRIMARY KEY REFERENCES slot ON DELETE CASCADE,
    points TEXT NOT NULL
) STRICT;
