-- Nobody ends a login whose session has expired. Its row is removed when its last
-- request is longer ago than the age at which a session expires.
ALTER TABLE logins ADD COLUMN last_seen_at TIMESTAMP NOT NULL DEFAULT '1970-01-01 00:00:00';
UPDATE logins SET last_seen_at = created_at;
CREATE INDEX logins_last_seen_at ON logins (last_seen_at);
