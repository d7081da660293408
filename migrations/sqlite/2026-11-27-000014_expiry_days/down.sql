DROP INDEX attempts_expire_day;
CREATE INDEX attempts_expires_at ON attempts (expires_at);
ALTER TABLE attempts DROP COLUMN expire_day;

DROP INDEX logins_expire_day;
CREATE INDEX logins_expires_at ON logins (expires_at);
ALTER TABLE logins DROP COLUMN expire_day;

DROP INDEX sessions_expire_day;
CREATE INDEX sessions_expire_date ON sessions (expire_date);
ALTER TABLE sessions DROP COLUMN expire_day;
