-- Which version of an earlier story a line of background was taken from. A line
-- that fell with its words leaves its slot; where it went out it is lost, and
-- what becomes of its story becomes of the edition.
CREATE TABLE background (
    slot    INTEGER NOT NULL REFERENCES slot ON DELETE CASCADE,
    story   INTEGER NOT NULL REFERENCES story,
    version INTEGER NOT NULL REFERENCES story_version,
    lost    INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (slot, story)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO background (slot, story, version)
SELECT t.id, s.id, s.newest
FROM slot t, json_each(t.background) j JOIN story s ON s.id = json_extract(j.value, '$.story');
DROP TABLE slot_background;
ALTER TABLE background RENAME TO slot_background;
CREATE INDEX slot_background_story ON slot_background (story);
