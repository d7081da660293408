-- The day of an expiry, which each write to a session moves. Clearing reads the rows
-- of one day after the other in the order of their keys, which is the order in which
-- the table stores them: a batch changes few pages.
ALTER TABLE sessions
    ADD COLUMN expire_day DATE NOT NULL GENERATED ALWAYS AS (substr(expire_date, 1, 10)) VIRTUAL;
DROP INDEX sessions_expire_date;
CREATE INDEX sessions_expire_day ON sessions (expire_day, session_key);

ALTER TABLE logins
    ADD COLUMN expire_day DATE NOT NULL GENERATED ALWAYS AS (substr(expires_at, 1, 10)) VIRTUAL;
DROP INDEX logins_expires_at;
CREATE INDEX logins_expire_day ON logins (expire_day, id);

ALTER TABLE attempts
    ADD COLUMN expire_day DATE NOT NULL GENERATED ALWAYS AS (substr(expires_at, 1, 10)) VIRTUAL;
DROP INDEX attempts_expires_at;
CREATE INDEX attempts_expire_day ON attempts (expire_day, id);
