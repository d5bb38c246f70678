-- The key that signs an edition is fixed with it.
ALTER TABLE plate ADD COLUMN selector TEXT NOT NULL DEFAULT '';

-- Deliveries in doubt are few and are asked for by every page of the desk.
CREATE INDEX delivery_uncertain ON delivery (edition, reader) WHERE state = 'uncertain';
