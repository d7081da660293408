//! D: over real servers.
