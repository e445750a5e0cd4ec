-- What an estimate is about to do (Engine/Latency/PathEstimate): a restart in the middle of a change of path must not undo it.
ALTER TABLE estimate ADD COLUMN weight DOUBLE PRECISION NOT NULL DEFAULT 1;
ALTER TABLE estimate ADD COLUMN strays INTEGER NOT NULL DEFAULT 0;
