-- The counts of failed logins and of registrations, for the limits against
-- guessing. A row counts the attempts on an account, from a known browser or from
-- an address. The id is a keyed hash, since people type passwords into the field
-- of the username.
CREATE TABLE attempts (
    id TEXT NOT NULL PRIMARY KEY,
    count INTEGER NOT NULL,
    last_at TIMESTAMP NOT NULL,
    -- From then on, all attempts are forgotten.
    expires_at TIMESTAMP NOT NULL
);

CREATE INDEX attempts_expires_at ON attempts (expires_at);
