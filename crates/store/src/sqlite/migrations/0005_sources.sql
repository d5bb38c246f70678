-- What a newsroom says of a source: what its stories are where they do not say,
-- whose rights they bear, how much they weigh in a draft.
ALTER TABLE source ADD COLUMN defaults TEXT NOT NULL DEFAULT '{}';
