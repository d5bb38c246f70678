-- The hub that was asked to tell of a source's news (WebSub), and until when it
-- will.
ALTER TABLE source ADD COLUMN push TEXT;
