-- What each version is in its story's chain: how far it is from the one before
-- it, and the name it goes by. `joined` says why it was put to this story
-- though it came under another name.
ALTER TABLE story_version ADD COLUMN change TEXT NOT NULL DEFAULT 'update';
ALTER TABLE story_version ADD COLUMN turn TEXT NOT NULL DEFAULT 'update';
ALTER TABLE story_version ADD COLUMN joined TEXT;

-- Runs of words of the last days' stories, by which one is known again under a
-- new name.
CREATE TABLE story_run (
    source INTEGER NOT NULL,
    run    INTEGER NOT NULL,
    story  INTEGER NOT NULL REFERENCES story ON DELETE CASCADE,
    seen   INTEGER NOT NULL,
    PRIMARY KEY (source, run, story)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_run_seen ON story_run (seen);

-- Why the sending of an edition stands still: something came in about one of
-- its stories, and a person has to decide.
ALTER TABLE edition ADD COLUMN stopped TEXT;
-- When a chief ended it before everybody had it.
ALTER TABLE edition ADD COLUMN ended INTEGER;
