DROP INDEX logins_last_seen_at ON logins;
ALTER TABLE logins DROP COLUMN last_seen_at;
