-- When the session of a login expires. The list of devices shows no login past this
-- time, and `clearsessions` removes it. Of an older row the time is not known: it gets
-- the longest lifetime of a login (30 days), and its exact time at its next request.
ALTER TABLE logins ADD COLUMN expires_at TIMESTAMP NOT NULL DEFAULT '1970-01-01 00:00:00';
UPDATE logins SET expires_at = datetime(last_seen_at, '+30 days');
DROP INDEX logins_last_seen_at;
CREATE INDEX logins_expires_at ON logins (expires_at);
