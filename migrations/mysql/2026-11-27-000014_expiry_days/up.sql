-- The day of an expiry, which each write to a session moves. The day changes once a
-- day, so most writes change no index. Clearing reads the rows of one day after the
-- other in the order of their keys, which is the order in which the table stores them:
-- a batch changes few pages.
ALTER TABLE sessions
    ADD COLUMN expire_day DATE GENERATED ALWAYS AS (CAST(expire_date AS DATE)) STORED,
    DROP INDEX sessions_expire_date,
    ADD INDEX sessions_expire_day (expire_day, session_key);

ALTER TABLE logins
    ADD COLUMN expire_day DATE GENERATED ALWAYS AS (CAST(expires_at AS DATE)) STORED,
    DROP INDEX logins_expires_at,
    ADD INDEX logins_expire_day (expire_day, id);

ALTER TABLE attempts
    ADD COLUMN expire_day DATE GENERATED ALWAYS AS (CAST(expires_at AS DATE)) STORED,
    DROP INDEX attempts_expires_at,
    ADD INDEX attempts_expire_day (expire_day, id);
