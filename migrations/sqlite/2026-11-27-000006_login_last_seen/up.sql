-- A login whose session expired is never ended by anybody. Its row is removed
-- when it has not been seen for longer than any session lasts.
ALTER TABLE logins ADD COLUMN last_seen_at TIMESTAMP NOT NULL DEFAULT '1970-01-01 00:00:00';
UPDATE logins SET last_seen_at = created_at;
CREATE INDEX logins_last_seen_at ON logins (last_seen_at);
