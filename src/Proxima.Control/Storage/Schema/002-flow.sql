-- What a live connection tells beside its round-trip time (Engine/Latency/Flow); NULL for a probe.
ALTER TABLE sample ADD COLUMN jitter_us BIGINT NULL;
ALTER TABLE sample ADD COLUMN packets BIGINT NULL;
ALTER TABLE sample ADD COLUMN lost BIGINT NULL;
ALTER TABLE sample ADD COLUMN connection BIGINT NULL;
