-- By how much each kind of evidence differs from the more trusted ones at a site (Engine/Latency/KindBias): part of the estimator's checkpoint.
CREATE TABLE evidence_bias (
    site INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    bias_ms DOUBLE PRECISION NOT NULL,
    samples BIGINT NOT NULL,
    PRIMARY KEY (site, kind)
);
