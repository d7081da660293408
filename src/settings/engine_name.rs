//! The names of the engines, and the stores that each engine needs. A new
//! engine is one more variant here; `docs/own-engine.md` lists all the steps.

use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// The engine that `session.engine` names (D1: this setting chooses where the
/// sessions are stored).
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    EnumString,
    IntoStaticStr,
    VariantArray,
    VariantNames,
)]
#[strum(serialize_all = "snake_case")]
pub enum EngineName {
    /// One row of a database table for each session.
    Db,
    /// One file for each session.
    File,
    /// One cache entry for each session, without a second copy.
    Cache,
    /// One row of a database table for each session, with a copy in a cache.
    CachedDb,
    /// The data of the session is in the cookie. The server stores nothing.
    SignedCookies,
}

/// What an engine stores sessions in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreKind {
    /// One of the databases that the settings name.
    Database,
    /// One of the caches that the settings name.
    Cache,
    /// A folder of this machine.
    Folder,
}

impl EngineName {
    /// All engines, in the order in which pages and messages list them.
    pub const ALL: &'static [Self] = <Self as VariantArray>::VARIANTS;

    /// The names of all engines, in the order of [`Self::ALL`].
    pub const NAMES: &'static [&'static str] = <Self as VariantNames>::VARIANTS;

    /// Returns the name as the settings have it.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Returns the stores that the engine needs. An engine that stores the data
    /// in the cookie needs none.
    pub fn stores(self) -> &'static [StoreKind] {
        match self {
            Self::Db => &[StoreKind::Database],
            Self::File => &[StoreKind::Folder],
            Self::Cache => &[StoreKind::Cache],
            Self::CachedDb => &[StoreKind::Cache, StoreKind::Database],
            Self::SignedCookies => &[],
        }
    }

    /// Returns whether the engine needs a store of that kind.
    pub fn needs(self, kind: StoreKind) -> bool {
        self.stores().contains(&kind)
    }
}

impl StoreKind {
    /// Returns the setting that chooses the store of this kind.
    pub fn setting(self) -> &'static str {
        match self {
            Self::Database => "session.database",
            Self::Cache => "session.cache_alias",
            Self::Folder => "session.file_path",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        path::{Path, PathBuf},
    };

    use super::*;

    /// Returns the source files below `folder`.
    fn sources(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
    }

    /// With the engine's own file and `src/sessions/engines/mod.rs`, this makes
    /// five files for a new engine.
    #[test]
    fn only_those_that_open_and_recommend_engines_list_them_all() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let lists_all = |path: &PathBuf| {
            let text = fs::read_to_string(path).unwrap();
            EngineName::ALL.iter().all(|engine| text.contains(&format!("EngineName::{engine:?}")))
        };
        let mut files: Vec<_> = sources(&root.join("src")).into_iter().filter(lists_all).collect();
        files.sort();
        assert_eq!(files, ["src/app/stores.rs", "src/lab/choose/tree.rs"].map(|file| root.join(file)));
    }

    #[test]
    fn the_names_are_those_of_the_settings() {
        assert_eq!(EngineName::NAMES, ["db", "file", "cache", "cached_db", "signed_cookies"]);
        for (engine, name) in EngineName::ALL.iter().zip(EngineName::NAMES) {
            assert_eq!((engine.as_str(), name.parse()), (*name, Ok(*engine)));
        }
    }
}
