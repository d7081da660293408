DROP TABLE session_cache_instances;
DROP TABLE session_cache_epoch;
