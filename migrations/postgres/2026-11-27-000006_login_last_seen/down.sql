DROP INDEX logins_last_seen_at;
ALTER TABLE logins DROP COLUMN last_seen_at;
