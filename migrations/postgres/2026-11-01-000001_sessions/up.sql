-- A row a session (D2). expire_date is indexed, since clearing asks for it.
CREATE TABLE sessions (
    session_key TEXT NOT NULL PRIMARY KEY,
    session_data TEXT NOT NULL,
    expire_date TIMESTAMP NOT NULL,
    version BIGINT NOT NULL
);

CREATE INDEX sessions_expire_date ON sessions (expire_date);
