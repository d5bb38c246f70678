-- Deliveries in doubt are few and are asked for by every page of the desk.
CREATE INDEX delivery_uncertain ON delivery (edition, reader) WHERE state = 'uncertain';
