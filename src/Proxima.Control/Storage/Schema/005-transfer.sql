-- What each interface of a site's machines has transferred in its provider's month, and the counters it last showed: octets.
CREATE TABLE transfer (
    site VARCHAR(63) NOT NULL,
    machine VARCHAR(64) NOT NULL,
    interface VARCHAR(15) NOT NULL,
    boot VARCHAR(36) NOT NULL,
    received BIGINT NOT NULL,
    sent BIGINT NOT NULL,
    month INTEGER NOT NULL,
    month_received BIGINT NOT NULL,
    month_sent BIGINT NOT NULL,
    PRIMARY KEY (site, machine, interface)
);
