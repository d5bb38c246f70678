-- Pictures as we wrote them anew, each for the story it was fetched for. What a
-- story's withdrawal takes away here is gone from slots, too.
CREATE TABLE picture (
    story  INTEGER NOT NULL REFERENCES story ON DELETE CASCADE,
    name   TEXT NOT NULL,
    bytes  BLOB NOT NULL,
    width  INTEGER NOT NULL,
    height INTEGER NOT NULL,
    url    TEXT NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (story, name)
) STRICT;
CREATE INDEX picture_name ON picture (name);

-- The picture that an editor chose for a slot.
CREATE TABLE slot_picture (
    slot   INTEGER PRIMARY KEY REFERENCES slot ON DELETE CASCADE,
    story  INTEGER NOT NULL,
    name   TEXT NOT NULL,
    alt    TEXT NOT NULL,
    credit TEXT NOT NULL,
    FOREIGN KEY (story, name) REFERENCES picture ON DELETE CASCADE
) STRICT;
CREATE INDEX slot_picture_picture ON slot_picture (story, name);
