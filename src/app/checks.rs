//! The checks of a deployment that look at the stores and at files, and the report of all
//! checks: `session-shop check --deploy` prints the warnings, and the start logs them. Each
//! is one line that names better settings.

use std::fmt::Display;

use super::{
    StartError,
    stores::{self, Stores},
};
use crate::{
    caches::ServerInfo,
    databases::Database,
    platform,
    sessions::Clock,
    settings::{Backend, Check, CheckWarning, EngineName, Settings},
};

/// The permission of other users to read a file.
const OTHERS_READ: u32 = 0o004;

/// The oldest versions that their projects or Debian still maintain in 2026.
const MIN_VERSIONS: [(&str, (u32, u32)); 4] =
    [("PostgreSQL", (14, 0)), ("MariaDB", (10, 11)), ("MySQL", (8, 4)), ("Redis", (7, 0))];

/// What the checks have found.
#[derive(Debug, Default)]
pub struct Report {
    /// The warnings that are not silenced.
    pub warnings: Vec<CheckWarning>,
    /// The number of silenced warnings.
    pub silenced: usize,
    /// What could not be checked, and why.
    pub unchecked: Vec<String>,
}

impl Report {
    /// Removes the warnings that the settings silence, and counts them.
    fn silence(&mut self, settings: &Settings) {
        let all = self.warnings.len();
        self.warnings.retain(|warning| !settings.server.silenced_checks.contains(&warning.check));
        self.silenced = all - self.warnings.len();
    }
}

/// Runs all checks. Servers are called; nothing is changed.
///
/// # Errors
/// If a database or the session store can't be used.
pub async fn check_deployment(settings: &Settings) -> Result<Report, StartError> {
    let mut databases = Vec::new();
    for (alias, database) in &settings.databases {
        let is_used = alias == "default" || *alias == settings.session.database;
        // Opening a SQLite database would create it.
        if is_used && !database.is_sqlite() {
            databases.push((alias.as_str(), stores::connect(settings, alias).await?));
        }
    }
    let stores = Stores::without_database(settings, Clock::system());
    if uses_cache(settings) {
        let alias = &settings.session.cache_alias;
        let checked = stores.cache(alias)?.check().await;
        let setting = || format!("caches.{alias}");
        checked.map_err(|error| {
            StartError::Store(settings.session.engine.as_str(), setting(), error.to_string())
        })?;
    }
    Ok(report(settings, &stores, &databases).await)
}

/// Logs the warnings at the start. A shop that only this machine can reach has only those
/// that matter to it.
pub async fn log_at_the_start(settings: &Settings, database: &Database) {
    let stores = Stores::without_database(settings, Clock::system());
    let mut report = report(settings, &stores, &[("default", database.clone())]).await;
    report.warnings.retain(|warning| warning.is_for_all || settings.is_deployed());
    for warning in &report.warnings {
        log::warn!("{warning}");
    }
    for text in &report.unchecked {
        log::info!("{text}");
    }
}

async fn report(settings: &Settings, stores: &Stores, databases: &[(&str, Database)]) -> Report {
    let mut report = Report { warnings: settings.check(), ..Report::default() };
    report.warnings.extend(check_files(settings));
    check_versions(databases, &mut report).await;
    check_redis(settings, stores, &mut report).await;
    report.silence(settings);
    report
}

fn uses_cache(settings: &Settings) -> bool {
    matches!(settings.session.engine, EngineName::Cache | EngineName::CachedDb)
}

fn check_files(settings: &Settings) -> Vec<CheckWarning> {
    let is_open = |path: &&std::path::PathBuf| {
        platform::permissions(path).is_ok_and(|mode| mode.is_some_and(|mode| mode & OTHERS_READ != 0))
    };
    let warning = |path: &std::path::PathBuf| {
        let text =
            format!("all users of this machine can read {}, which has a secret: chmod o= it", path.display());
        CheckWarning::for_all(Check::ReadableSecret, text)
    };
    settings.secret_files.iter().filter(is_open).map(warning).collect()
}

async fn check_versions(databases: &[(&str, Database)], report: &mut Report) {
    for (alias, database) in databases {
        match database.server_version().await {
            Ok(version) => {
                let (product, version) = version.as_deref().map(product).unwrap_or_default();
                report.warnings.extend(old_version(product, version, &format!("databases.{alias}")));
            }
            Err(error) => {
                report.unchecked.push(format!("databases.{alias} does not report its version ({error})"));
            }
        }
    }
}

/// Returns the name of the product and the version from what a database reports:
/// `PostgreSQL 15.5 (Debian …)`, `10.11.6-MariaDB-0+deb12u1` or `8.4.0`.
fn product(text: &str) -> (&'static str, &str) {
    match text.strip_prefix("PostgreSQL ") {
        Some(version) => ("PostgreSQL", version),
        None if text.contains("MariaDB") => ("MariaDB", text),
        None => ("MySQL", text),
    }
}

fn old_version(product: &str, version: &str, setting: &str) -> Option<CheckWarning> {
    let (_, min) = MIN_VERSIONS.iter().find(|(name, _)| *name == product)?;
    let mut numbers =
        version.split(|letter: char| !letter.is_ascii_digit()).map(|number| number.parse().unwrap_or(0));
    let found = (numbers.next()?, numbers.next().unwrap_or(0));
    let text = || {
        format!(
            "{setting} is {product} {}.{}, which gets no security fixes any more. Use {}.{} or newer",
            found.0, found.1, min.0, min.1
        )
    };
    (found < *min).then(|| CheckWarning::for_all(Check::ServerVersion, text()))
}

async fn check_redis(settings: &Settings, stores: &Stores, report: &mut Report) {
    let (engine, alias) = (settings.session.engine, &settings.session.cache_alias);
    let is_redis = settings.caches.get(alias).is_some_and(|cache| cache.backend == Backend::Redis);
    let Some(cache) = stores.cache(alias).ok().filter(|_| is_redis && uses_cache(settings)) else { return };
    if engine == EngineName::Cache {
        match cache.can_restore_old_data().await {
            Ok(false) => {}
            Ok(true) => {
                report
                    .warnings
                    .push(CheckWarning::for_all(Check::CachePersistence, restores_old_data(alias)));
            }
            Err(error) => report.unchecked.push(unknown_persistence(alias, &error)),
        }
    }
    match cache.server_info().await {
        Ok(Some(info)) => {
            report.warnings.extend(old_version("Redis", &info.version, &format!("caches.{alias}")));
            report.warnings.extend(wrong_eviction(engine, alias, &info));
        }
        Ok(None) => {}
        Err(error) => {
            report.unchecked.push(format!(
                "the Redis of the cache {alias} does not show its version and its eviction ({error})"
            ));
        }
    }
}

fn restores_old_data(alias: &str) -> String {
    format!(
        "the Redis of the cache {alias} restarts from an older snapshot, or fails over to a replica that \
         lacks the last writes: sessions that have ended can come back. Safe are `save \"\"` with `appendonly no`, or `appendonly yes` with \
         `appendfsync always`"
    )
}

fn unknown_persistence(alias: &str, error: &dyn Display) -> String {
    format!(
        "the Redis of the cache {alias} does not show its persistence ({error}). Safe are `save \"\"` \
         with `appendonly no`, or `appendonly yes` with `appendfsync always`"
    )
}

/// Returns a warning if a full Redis refuses writes, or evicts sessions of logged-in users
/// before others. A copy of `cached_db` may always be evicted.
fn wrong_eviction(engine: EngineName, alias: &str, info: &ServerInfo) -> Option<CheckWarning> {
    if info.max_memory == 0 {
        return None;
    }
    let policy = info.eviction_policy.as_str();
    let effect = match (engine, policy) {
        (_, "noeviction") => "when its memory is full, it refuses each write",
        (EngineName::Cache, policy) if policy != "volatile-ttl" => {
            "when its memory is full, it evicts sessions of logged-in users, too"
        }
        _ => return None,
    };
    let better = if engine == EngineName::Cache { "volatile-ttl" } else { "volatile-ttl or allkeys-lru" };
    let text =
        format!("the Redis of the cache {alias} has maxmemory-policy {policy}: {effect}. Better is {better}");
    Some(CheckWarning::for_all(Check::CacheEviction, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_each_server_is_read_from_its_own_text() {
        for (text, name, is_old) in [
            ("PostgreSQL 15.5 (Debian 15.5-0+deb12u1) on x86_64-pc-linux-gnu", "PostgreSQL", false),
            ("PostgreSQL 9.6.24 on x86_64-pc-linux-gnu", "PostgreSQL", true),
            ("PostgreSQL 18beta1 on aarch64", "PostgreSQL", false),
            ("10.11.6-MariaDB-0+deb12u1", "MariaDB", false),
            ("10.5.23-MariaDB-1:10.5.23+maria~deb11", "MariaDB", true),
            ("8.4.0", "MySQL", false),
            ("5.7.44-log", "MySQL", true),
        ] {
            let (product, version) = product(text);
            assert_eq!(product, name, "{text}");
            assert_eq!(old_version(product, version, "databases.default").is_some(), is_old, "{text}");
        }
        assert!(
            old_version("Redis", "6.2.14", "caches.redis")
                .unwrap()
                .text
                .contains("caches.redis is Redis 6.2")
        );
        assert!(old_version("Redis", "7.0.15", "caches.redis").is_none());
    }

    #[test]
    fn a_full_redis_must_evict_anonymous_sessions_first() {
        let warns = |engine, max_memory, policy: &str| {
            let info = ServerInfo { max_memory, eviction_policy: policy.to_owned(), ..ServerInfo::default() };
            wrong_eviction(engine, "redis", &info).is_some()
        };
        for (policy, of_cache, of_cached_db) in [
            ("noeviction", true, true),
            ("allkeys-lru", true, false),
            ("volatile-lru", true, false),
            ("volatile-ttl", false, false),
        ] {
            assert_eq!(warns(EngineName::Cache, 1_000, policy), of_cache, "{policy}");
            assert_eq!(warns(EngineName::CachedDb, 1_000, policy), of_cached_db, "{policy}");
            assert!(!warns(EngineName::Cache, 0, policy), "without a limit nothing is evicted");
        }
    }
}
