-- One row (H11). Its number is part of the name of every entry that cached_db
-- puts into a cache: a process that can't reach the cache changes the number,
-- and with it all entries are out of use.
CREATE TABLE session_cache_epoch (
    id INTEGER NOT NULL PRIMARY KEY,
    epoch BIGINT NOT NULL
);

INSERT INTO session_cache_epoch (id, epoch) VALUES (1, 1);

-- The runs of cache servers that were used. The first use of each changes the
-- epoch: see src/sessions/engines/lease.rs.
CREATE TABLE session_cache_instances (
    instance TEXT NOT NULL PRIMARY KEY
);
