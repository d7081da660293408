CREATE TABLE users (
    id INTEGER NOT NULL PRIMARY KEY AUTO_INCREMENT,
    username VARCHAR(255) NOT NULL,
    -- The name folded to lower case: Mei and mei are one user.
    username_key VARCHAR(255) NOT NULL UNIQUE,
    password_hash VARCHAR(255) NOT NULL,
    created_at DATETIME(6) NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- One row for each browser in which a user is logged in. A login is valid while
-- its row exists (H6: a user can end the logins of other browsers, also with
-- engines whose sessions can't be listed, such as cache and signed_cookies).
CREATE TABLE logins (
    id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    user_id INTEGER NOT NULL,
    created_at DATETIME(6) NOT NULL,
    user_agent VARCHAR(255) NOT NULL,
    FOREIGN KEY (user_id) REFERENCES users (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE INDEX logins_user_id ON logins (user_id);
