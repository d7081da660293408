-- One row for each session (D2: the engine db stores sessions here). expire_date
-- has an index, since clearing selects by it.
CREATE TABLE sessions (
    session_key TEXT NOT NULL PRIMARY KEY,
    session_data TEXT NOT NULL,
    expire_date TIMESTAMP NOT NULL,
    version BIGINT NOT NULL
);

CREATE INDEX sessions_expire_date ON sessions (expire_date);
