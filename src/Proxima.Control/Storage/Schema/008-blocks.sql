-- Samples and estimates are many and only ever read again by a restart: a row is a batch of samples (Control/Storage/SampleBlock), or all that
-- is known of a network (EstimateBlock). What stood in the rows they replace is measured anew.
DROP TABLE IF EXISTS sample;
-- id is that of the block's last sample; newest_at the time of its newest.
CREATE TABLE sample (
    id BIGINT NOT NULL PRIMARY KEY,
    samples INTEGER NOT NULL,
    newest_at BIGINT NOT NULL,
    content BLOB NOT NULL
);
DROP TABLE IF EXISTS estimate;
CREATE TABLE estimate (
    network VARCHAR(43) NOT NULL PRIMARY KEY,
    paths BLOB NOT NULL
);
