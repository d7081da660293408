ALTER TABLE attempts
    DROP INDEX attempts_expire_day,
    ADD INDEX attempts_expires_at (expires_at),
    DROP COLUMN expire_day;

ALTER TABLE logins
    DROP INDEX logins_expire_day,
    ADD INDEX logins_expires_at (expires_at),
    DROP COLUMN expire_day;

ALTER TABLE sessions
    DROP INDEX sessions_expire_day,
    ADD INDEX sessions_expire_date (expire_date),
    DROP COLUMN expire_day;
