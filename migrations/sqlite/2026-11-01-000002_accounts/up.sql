CREATE TABLE users (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    username TEXT NOT NULL,
    -- The name folded to lower case: Mei and mei are one user.
    username_key TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);

-- One row for each browser in which a user is logged in. A login is valid while
-- its row exists (H6: a user can end the logins of other browsers, also with
-- engines whose sessions can't be listed, such as cache and signed_cookies).
CREATE TABLE logins (
    id TEXT NOT NULL PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id),
    created_at TIMESTAMP NOT NULL,
    user_agent TEXT NOT NULL
);

CREATE INDEX logins_user_id ON logins (user_id);
