-- The stories that the points of a slot rest on, and in which version: what
-- becomes of one of them becomes of the edition.
CREATE TABLE slot_source (
    slot    INTEGER NOT NULL REFERENCES slot ON DELETE CASCADE,
    story   INTEGER NOT NULL REFERENCES story,
    version INTEGER NOT NULL REFERENCES story_version,
    PRIMARY KEY (slot, story)
) STRICT, WITHOUT ROWID;
CREATE INDEX slot_source_story ON slot_source (story);
INSERT INTO slot_source (slot, story, version)
SELECT p.slot, json_extract(j.value, '$.story'), min(json_extract(j.value, '$.version'))
FROM slot_points p, json_each(p.points) j GROUP BY 1, 2;
