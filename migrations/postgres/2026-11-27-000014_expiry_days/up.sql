-- A write to a session moves its expiry. While the expiry had an index, PostgreSQL
-- had to insert into every index of the table at each write. Now the index has the
-- day of the expiry, which changes once a day. The other writes change no index
-- ("heap-only tuples"), because a page has room for the next version of its rows
-- (fillfactor). The data become the last column: of a change at their beginning,
-- PostgreSQL does not log the end that stays the same.
--
-- This rewrites the table twice and locks it meanwhile: about 12 seconds for a million
-- sessions. `session-shop clearsessions` makes it smaller before.
ALTER TABLE sessions SET (fillfactor = 70);
ALTER TABLE sessions
    ADD COLUMN expire_day DATE NOT NULL GENERATED ALWAYS AS (CAST(expire_date AS DATE)) STORED,
    ADD COLUMN moved_data TEXT NOT NULL GENERATED ALWAYS AS (session_data) STORED;
ALTER TABLE sessions ALTER COLUMN moved_data DROP EXPRESSION;
ALTER TABLE sessions DROP COLUMN session_data;
ALTER TABLE sessions RENAME COLUMN moved_data TO session_data;
DROP INDEX sessions_expire_date;
-- Removes what the dropped column has left.
CLUSTER sessions USING sessions_pkey;
ALTER TABLE sessions SET WITHOUT CLUSTER;
CREATE INDEX sessions_expire_day ON sessions (expire_day, session_key);

ALTER TABLE logins SET (fillfactor = 85);
ALTER TABLE logins
    ADD COLUMN expire_day DATE NOT NULL GENERATED ALWAYS AS (CAST(expires_at AS DATE)) STORED;
DROP INDEX logins_expires_at;
CREATE INDEX logins_expire_day ON logins (expire_day, id);

ALTER TABLE attempts SET (fillfactor = 70);
ALTER TABLE attempts
    ADD COLUMN expire_day DATE NOT NULL GENERATED ALWAYS AS (CAST(expires_at AS DATE)) STORED;
DROP INDEX attempts_expires_at;
CREATE INDEX attempts_expire_day ON attempts (expire_day, id);
