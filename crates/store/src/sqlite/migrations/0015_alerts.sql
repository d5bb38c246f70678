-- What came in that chiefs are told of by mail, until those mails lie in the
-- outbox.
CREATE TABLE alert (
    id      INTEGER PRIMARY KEY,
    edition INTEGER NOT NULL REFERENCES edition ON DELETE CASCADE,
    why     TEXT NOT NULL
) STRICT;
