-- Times are microseconds since 1970 (UTC); dates are ISO text; words of state
-- are those of the story crate.

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE secret (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE editor (
    id       INTEGER PRIMARY KEY,
    email    TEXT NOT NULL,
    folded   TEXT NOT NULL UNIQUE,
    name     TEXT NOT NULL,
    role     TEXT NOT NULL CHECK (role IN ('editor', 'chief')),
    password TEXT NOT NULL,
    made     INTEGER NOT NULL
) STRICT;

CREATE TABLE session (
    token  BLOB PRIMARY KEY,
    editor INTEGER NOT NULL REFERENCES editor ON DELETE CASCADE,
    opened INTEGER NOT NULL,
    until  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE pass (
    token  BLOB PRIMARY KEY,
    editor INTEGER REFERENCES editor ON DELETE CASCADE,
    until  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE source (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL,
    place    TEXT NOT NULL,
    format   TEXT,
    own      INTEGER NOT NULL,
    language TEXT,
    paused   INTEGER NOT NULL DEFAULT 0,
    next     INTEGER,
    state    TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX source_place ON source (place, name);

CREATE TABLE document (
    id       INTEGER PRIMARY KEY,
    source   INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
    name     TEXT NOT NULL,
    media    TEXT,
    received INTEGER NOT NULL,
    sha256   TEXT NOT NULL,
    bytes    BLOB NOT NULL,
    stories  INTEGER NOT NULL,
    trouble  TEXT
) STRICT;
CREATE INDEX document_source ON document (source, id);
CREATE INDEX document_known ON document (source, name, sha256);

CREATE TABLE story (
    id         INTEGER PRIMARY KEY,
    source     INTEGER NOT NULL REFERENCES source,
    first_seen INTEGER NOT NULL,
    came       INTEGER NOT NULL,
    newest     INTEGER,
    versions   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX story_came ON story (came);

CREATE TABLE story_key (
    kind  TEXT NOT NULL,
    scope INTEGER NOT NULL,
    value TEXT NOT NULL,
    story INTEGER NOT NULL REFERENCES story ON DELETE CASCADE,
    PRIMARY KEY (kind, scope, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE story_version (
    id       INTEGER PRIMARY KEY,
    story    INTEGER NOT NULL REFERENCES story ON DELETE CASCADE,
    document INTEGER NOT NULL REFERENCES document,
    seen     INTEGER NOT NULL,
    signal   TEXT NOT NULL,
    number   INTEGER,
    embargo  INTEGER,
    urgency  INTEGER,
    notes    TEXT NOT NULL,
    print    TEXT NOT NULL,
    words    TEXT NOT NULL,
    UNIQUE (story, print)
) STRICT;

CREATE TABLE newsletter (
    id    INTEGER PRIMARY KEY,
    slug  TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE edition (
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
    UNIQUE (newsletter, date)
) STRICT;

CREATE TABLE slot (
    id         INTEGER PRIMARY KEY,
    edition    INTEGER NOT NULL REFERENCES edition ON DELETE CASCADE,
    section    INTEGER NOT NULL,
    place      INTEGER NOT NULL,
    story      INTEGER NOT NULL REFERENCES story,
    version    INTEGER NOT NULL REFERENCES story_version,
    headline   TEXT NOT NULL,
    text       TEXT NOT NULL,
    reason     TEXT NOT NULL,
    origin     TEXT NOT NULL,
    background TEXT NOT NULL
) STRICT;
CREATE INDEX slot_edition ON slot (edition, section, place);
CREATE INDEX slot_story ON slot (story);

CREATE TABLE slot_background (
    edition INTEGER NOT NULL REFERENCES edition ON DELETE CASCADE,
    story   INTEGER NOT NULL REFERENCES story,
    PRIMARY KEY (story, edition)
) STRICT, WITHOUT ROWID;

CREATE TABLE edition_log (
    id      INTEGER PRIMARY KEY,
    edition INTEGER NOT NULL REFERENCES edition ON DELETE CASCADE,
    at      INTEGER NOT NULL,
    who     TEXT NOT NULL,
    act     TEXT NOT NULL
) STRICT;
CREATE INDEX edition_log_edition ON edition_log (edition, id);

CREATE TABLE plate (
    edition INTEGER PRIMARY KEY REFERENCES edition,
    sha256  TEXT NOT NULL,
    bytes   BLOB NOT NULL
) STRICT;

CREATE TABLE reader (
    id       INTEGER PRIMARY KEY,
    address  TEXT NOT NULL,
    folded   TEXT NOT NULL UNIQUE,
    name     TEXT NOT NULL,
    language TEXT NOT NULL,
    made     INTEGER NOT NULL
) STRICT;

CREATE TABLE subscription (
    newsletter INTEGER NOT NULL REFERENCES newsletter,
    reader     INTEGER NOT NULL REFERENCES reader ON DELETE CASCADE,
    state      TEXT NOT NULL CHECK (state IN ('pending', 'confirmed', 'unsubscribed')),
    since      INTEGER NOT NULL,
    PRIMARY KEY (newsletter, reader)
) STRICT, WITHOUT ROWID;
CREATE INDEX subscription_reader ON subscription (reader);

CREATE TABLE consent (
    id         INTEGER PRIMARY KEY,
    reader     INTEGER NOT NULL,
    newsletter INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    act        TEXT NOT NULL,
    how        TEXT NOT NULL,
    wording    TEXT NOT NULL,
    network    TEXT NOT NULL
) STRICT;
CREATE INDEX consent_reader ON consent (reader, id);

-- One row for each confirmation mail, by the address as it is counted.
CREATE TABLE asked (
    id      INTEGER PRIMARY KEY,
    counted TEXT NOT NULL,
    at      INTEGER NOT NULL
) STRICT;
CREATE INDEX asked_counted ON asked (counted, at);

CREATE TABLE delivery (
    edition        INTEGER NOT NULL REFERENCES edition,
    reader         INTEGER NOT NULL,
    address        TEXT NOT NULL,
    name           TEXT NOT NULL,
    state          TEXT NOT NULL,
    attempt        INTEGER NOT NULL DEFAULT 0,
    not_before     INTEGER,
    class          TEXT,
    reply          TEXT,
    ended          INTEGER,
    once_uncertain INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (edition, reader)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_state ON delivery (edition, state, not_before);

CREATE TABLE notice (
    id         INTEGER PRIMARY KEY,
    sender     TEXT NOT NULL,
    recipient  TEXT NOT NULL,
    message    BLOB NOT NULL,
    made       INTEGER NOT NULL,
    state      TEXT NOT NULL DEFAULT 'pending',
    attempt    INTEGER NOT NULL DEFAULT 0,
    not_before INTEGER NOT NULL,
    reply      TEXT
) STRICT;
CREATE INDEX notice_state ON notice (state, not_before);
