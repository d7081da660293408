-- The counts of failed logins and of registrations, for the limits against
-- guessing. A row counts the attempts on an account, from a known browser or from
-- an address. The id is a keyed hash, since people type passwords into the field
-- of the username.
CREATE TABLE attempts (
    id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    count INTEGER NOT NULL,
    last_at DATETIME(6) NOT NULL,
    -- From then on, all attempts are forgotten.
    expires_at DATETIME(6) NOT NULL
) ENGINE = InnoDB;

CREATE INDEX attempts_expires_at ON attempts (expires_at);
