-- Only what is open is looked for by state, so what has ended costs no index,
-- and a mail on its way costs one entry taken out.
DROP INDEX delivery_state;
CREATE INDEX delivery_pending ON delivery (edition, reader) WHERE state = 'pending';
CREATE INDEX delivery_deferred ON delivery (edition, not_before) WHERE state = 'deferred';

-- Signatures made before the hour, for the plate that is named here.
CREATE TABLE sealing (
    edition INTEGER PRIMARY KEY REFERENCES edition ON DELETE CASCADE,
    plate   TEXT NOT NULL
) STRICT;

CREATE TABLE seal (
    edition   INTEGER NOT NULL REFERENCES sealing ON DELETE CASCADE,
    reader    INTEGER NOT NULL,
    mark      BLOB NOT NULL,
    at        INTEGER NOT NULL,
    body      BLOB NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (edition, reader)
) STRICT, WITHOUT ROWID;
