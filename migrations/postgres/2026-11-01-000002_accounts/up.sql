CREATE TABLE users (
    id SERIAL PRIMARY KEY,
    username TEXT NOT NULL,
    -- The name folded to lower case: Mei and mei are one user.
    username_key TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);

-- The places where a user is logged in. A login is in force as long as its row
-- is here: engines that can't be listed (cache, cookies) can be revoked too (H6).
CREATE TABLE logins (
    id TEXT NOT NULL PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id),
    created_at TIMESTAMP NOT NULL,
    user_agent TEXT NOT NULL
);

CREATE INDEX logins_user_id ON logins (user_id);
