-- One row for each session (D2: the engine db stores sessions here). expire_date
-- has an index, since clearing selects by it.
CREATE TABLE sessions (
    session_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    session_data LONGTEXT NOT NULL,
    expire_date DATETIME(6) NOT NULL,
    version BIGINT NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE INDEX sessions_expire_date ON sessions (expire_date);
