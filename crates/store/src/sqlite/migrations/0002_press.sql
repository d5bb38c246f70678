-- Only what is open is looked for by state, so what has ended costs no index,
-- and a mail on its way costs one entry taken out.
DROP INDEX delivery_state;
CREATE INDEX delivery_pending ON delivery (edition, reader) WHERE state = 'pending';
CREATE INDEX delivery_deferred ON delivery (edition, not_before) WHERE state = 'deferred';
