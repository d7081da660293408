-- One row: the epoch of the session cache (H11: a cache that has missed a write
-- must not serve older sessions). The epoch is part of the key of each cache
-- entry of cached_db. A process that can't reach the cache raises the epoch, so
-- that no process uses the older entries.
CREATE TABLE session_cache_epoch (
    id INTEGER NOT NULL PRIMARY KEY,
    epoch BIGINT NOT NULL
) ENGINE = InnoDB;

INSERT INTO session_cache_epoch (id, epoch) VALUES (1, 1);

-- The instances of cache servers that were used. A restart makes a new instance.
-- The first use of each raises the epoch: see src/sessions/engines/lease.rs.
CREATE TABLE session_cache_instances (
    instance VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY
) ENGINE = InnoDB;
