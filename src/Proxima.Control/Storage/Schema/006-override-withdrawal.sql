-- What people took back or replaced, kept for peers that were away meanwhile (Control/Operations/OverrideWords): what was said about the target
-- before (at, id) no longer counts.
CREATE TABLE override_withdrawal (
    target VARCHAR(140) NOT NULL,
    with_windows INTEGER NOT NULL,
    at BIGINT NOT NULL,
    id BIGINT NOT NULL,
    PRIMARY KEY (target, with_windows)
);
