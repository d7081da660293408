DROP INDEX logins_expires_at ON logins;
CREATE INDEX logins_last_seen_at ON logins (last_seen_at);
ALTER TABLE logins DROP COLUMN expires_at;
