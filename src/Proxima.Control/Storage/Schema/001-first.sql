-- Proxima's store, version 1. Times are Unix milliseconds, round-trip times microseconds, networks and addresses text.
-- Plain SQL on purpose: the same statements are to run on MySQL and PostgreSQL.

-- A site's number is what samples carry; it never changes and is never given to another name.
CREATE TABLE site (
    number INTEGER NOT NULL PRIMARY KEY,
    name VARCHAR(63) NOT NULL UNIQUE
);

-- Every acknowledged measurement, in the order of acknowledgement. rtt_us NULL: the probe was lost.
CREATE TABLE sample (
    id BIGINT NOT NULL PRIMARY KEY,
    network VARCHAR(43) NOT NULL,
    site INTEGER NOT NULL,
    rtt_us BIGINT NULL,
    kind INTEGER NOT NULL,
    at BIGINT NOT NULL
);

-- What was answered to each batch of samples, so that a resend is answered alike and counted once.
CREATE TABLE batch (
    id CHAR(32) NOT NULL PRIMARY KEY,
    received_at BIGINT NOT NULL,
    accepted INTEGER NOT NULL,
    refused VARCHAR(400) NOT NULL
);
CREATE INDEX batch_received_at ON batch (received_at);

-- Checkpoint of the estimator: all samples up to fact 'checkpoint_sample' are in it.
CREATE TABLE estimate (
    network VARCHAR(43) NOT NULL,
    site INTEGER NOT NULL,
    rtt_us BIGINT NULL,
    deviation_us BIGINT NOT NULL,
    samples BIGINT NOT NULL,
    loss DOUBLE PRECISION NOT NULL,
    kind INTEGER NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (network, site)
);

-- Client networks seen in queries: what agents are asked to measure.
CREATE TABLE target (
    network VARCHAR(43) NOT NULL PRIMARY KEY,
    address VARCHAR(39) NOT NULL,
    resolver INTEGER NOT NULL,
    queries BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);

-- Which slot of the health file each endpoint has; the same in every snapshot of this node.
CREATE TABLE endpoint_slot (
    pool VARCHAR(63) NOT NULL,
    endpoint VARCHAR(63) NOT NULL,
    slot INTEGER NOT NULL UNIQUE,
    PRIMARY KEY (pool, endpoint)
);

-- Single numbers by name: seed, checkpoint_sample.
CREATE TABLE fact (
    name VARCHAR(63) NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL
);
