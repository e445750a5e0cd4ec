-- What people said about endpoints against or beside the monitors (Control/Operations). until_at NULL: until it is taken back.
CREATE TABLE override_order (
    id BIGINT NOT NULL PRIMARY KEY,
    target VARCHAR(140) NOT NULL,
    status INTEGER NOT NULL,
    who VARCHAR(100) NOT NULL,
    why VARCHAR(200) NOT NULL,
    set_at BIGINT NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT NULL
);
