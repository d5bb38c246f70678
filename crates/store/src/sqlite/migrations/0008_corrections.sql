-- What came in after an approval and would have led. `outcome` is an editor's
-- word; `passed` is the desk's own: it would lead no longer.
CREATE TABLE late_news (
    id       INTEGER PRIMARY KEY,
    edition  INTEGER NOT NULL REFERENCES edition ON DELETE CASCADE,
    story    INTEGER NOT NULL REFERENCES story,
    came     INTEGER NOT NULL REFERENCES story,
    replaces INTEGER NOT NULL REFERENCES story,
    reason   TEXT NOT NULL,
    found    INTEGER NOT NULL,
    outcome  TEXT CHECK (outcome IN ('taken', 'dismissed', 'passed')),
    editor   INTEGER REFERENCES editor,
    decided  INTEGER
) STRICT;
CREATE UNIQUE INDEX late_news_open ON late_news (edition, story) WHERE outcome IS NULL;

-- One error in one edition that went out. `was` is the version readers were
-- sent, `version` the newest one that mends it. While it is open, a further
-- version moves it on; after that, it opens another.
CREATE TABLE correction (
    id      INTEGER PRIMARY KEY,
    edition INTEGER NOT NULL REFERENCES edition,
    story   INTEGER NOT NULL REFERENCES story,
    was     INTEGER NOT NULL REFERENCES story_version,
    version INTEGER NOT NULL REFERENCES story_version,
    opened  INTEGER NOT NULL,
    state   TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'noted', 'dismissed')),
    wording TEXT NOT NULL DEFAULT '',
    noted   INTEGER,
    waits   INTEGER NOT NULL DEFAULT 0,
    UNIQUE (edition, story, version)
) STRICT;
CREATE UNIQUE INDEX correction_open ON correction (edition, story) WHERE state = 'open';
CREATE INDEX correction_story ON correction (story);

CREATE TABLE correction_log (
    id         INTEGER PRIMARY KEY,
    correction INTEGER NOT NULL REFERENCES correction,
    at         INTEGER NOT NULL,
    who        TEXT NOT NULL,
    act        TEXT NOT NULL
) STRICT;
CREATE INDEX correction_log_correction ON correction_log (correction, id);

-- The words that an edition carries about it: fixed with the edition, whatever
-- is decided later.
CREATE TABLE correction_item (
    edition    INTEGER NOT NULL REFERENCES edition ON DELETE CASCADE,
    correction INTEGER NOT NULL REFERENCES correction,
    text       TEXT NOT NULL,
    PRIMARY KEY (edition, correction)
) STRICT, WITHOUT ROWID;
CREATE INDEX correction_item_correction ON correction_item (correction);

-- A correction mail is an edition of its own kind, so that it goes the same way
-- through plate and ledger. The one row a day holds for regular ones; there is
-- one correction mail a correction.
CREATE TABLE edition_new (
    id          INTEGER PRIMARY KEY,
    newsletter  INTEGER NOT NULL REFERENCES newsletter,
    date        TEXT NOT NULL,
    state       TEXT NOT NULL,
    subject     TEXT NOT NULL,
    preface     TEXT NOT NULL DEFAULT '',
    send_at     INTEGER NOT NULL,
    revision    INTEGER NOT NULL DEFAULT 1,
    approved_by INTEGER REFERENCES editor,
    approved_at INTEGER,
    frozen_at   INTEGER,
    stopped     TEXT,
    ended       INTEGER,
    corrects    INTEGER REFERENCES correction
) STRICT;
INSERT INTO edition_new (id, newsletter, date, state, subject, preface, send_at, revision,
                         approved_by, approved_at, frozen_at, stopped, ended)
    SELECT id, newsletter, date, state, subject, preface, send_at, revision,
           approved_by, approved_at, frozen_at, stopped, ended FROM edition;
DROP TABLE edition;
ALTER TABLE edition_new RENAME TO edition;
CREATE UNIQUE INDEX edition_of_day ON edition (newsletter, date) WHERE corrects IS NULL;
CREATE UNIQUE INDEX edition_of_correction ON edition (corrects)
    WHERE corrects IS NOT NULL AND state <> 'skipped';
