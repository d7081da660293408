-- What each username looks like: its skeletons (Unicode Technical Standard 39). The
-- primary key lets no two users share one, so no name looks like another user's. SQL
-- can't compute skeletons: the program inserts those of older users when it starts.
CREATE TABLE user_skeletons (
    skeleton VARCHAR(700) NOT NULL PRIMARY KEY,
    user_id INTEGER NOT NULL,
    FOREIGN KEY (user_id) REFERENCES users (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE INDEX user_skeletons_user_id ON user_skeletons (user_id);
