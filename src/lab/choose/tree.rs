//! The decision tree: from what a site needs to an engine with its settings.

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::{i18n::Message, settings::EngineName};

/// Implements a question: its answers are the variants, whose names are the values of the
/// form's field.
macro_rules! question {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $message:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
        #[strum(serialize_all = "snake_case")]
        pub enum $name { $($(#[$variant_doc])* $variant),+ }

        impl $name {
            /// Returns the value of the form's field.
            pub fn code(self) -> &'static str {
                self.into()
            }

            /// Returns the answer in words.
            pub fn text(self) -> Message {
                match self { $(Self::$variant => Message::new($message)),+ }
            }
        }
    };
}

question! {
    /// What a lost session or a lost change costs.
    Loss {
        /// No change may be lost.
        Nothing = "lab-choose-loss-nothing",
        /// A session may be lost now and then, and a change never.
        Sessions = "lab-choose-loss-sessions",
        /// Neither a lost change nor a copied cookie does harm.
        Changes = "lab-choose-loss-changes",
    }
}

question! {
    /// How much data a session has.
    Size {
        /// At most 2,000 bytes, which fit into a cookie.
        Small = "lab-choose-size-small",
        /// At most 100 KB.
        Medium = "lab-choose-size-medium",
        /// More.
        Large = "lab-choose-size-large",
    }
}

question! {
    /// Where the program runs.
    Machines {
        /// One process.
        Process = "lab-choose-machines-process",
        /// Several processes of one machine.
        Processes = "lab-choose-machines-processes",
        /// Several machines.
        Several = "lab-choose-machines-several",
    }
}

question! {
    /// How many requests read sessions.
    Load {
        /// The database has time for all of them.
        Quiet = "lab-choose-load-quiet",
        /// Most requests only read, and they are many.
        Busy = "lab-choose-load-busy",
    }
}

question! {
    /// Who may read the data of a session.
    Readers {
        /// Its visitor, too.
        Visitor = "lab-choose-readers-visitor",
        /// The server only.
        Server = "lab-choose-readers-server",
    }
}

/// The answers of a student.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answers {
    /// What may be lost.
    pub loss: Loss,
    /// How much data.
    pub size: Size,
    /// How many machines.
    pub machines: Machines,
    /// How many requests.
    pub load: Load,
    /// Who may read.
    pub readers: Readers,
}

impl Default for Answers {
    fn default() -> Self {
        Self {
            loss: Loss::Nothing,
            size: Size::Medium,
            machines: Machines::Process,
            load: Load::Quiet,
            readers: Readers::Server,
        }
    }
}

/// An engine over its stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// `db` over SQLite.
    Sqlite,
    /// `db` over a database server.
    DatabaseServer,
    /// `file`.
    File,
    /// `cache` in the memory of the process.
    Memory,
    /// `cache` over a cache server.
    CacheServer,
    /// `cached_db` over a cache server and a database server.
    CachedDatabase,
    /// `signed_cookies`, signed.
    SignedCookie,
    /// `signed_cookies`, encrypted.
    PrivateCookie,
}

impl Choice {
    /// Returns the choice for these answers. What may be lost is decided first, because no
    /// other answer can make up for it.
    pub fn of(answers: Answers) -> Self {
        match (answers.loss, answers.machines) {
            (Loss::Changes, _) if answers.size == Size::Small => match answers.readers {
                Readers::Visitor => Self::SignedCookie,
                Readers::Server => Self::PrivateCookie,
            },
            (Loss::Changes | Loss::Sessions, Machines::Process) => Self::Memory,
            (Loss::Changes | Loss::Sessions, _) => Self::CacheServer,
            (Loss::Nothing, Machines::Several) if answers.load == Load::Quiet => Self::DatabaseServer,
            (Loss::Nothing, Machines::Several | Machines::Processes) if answers.load == Load::Busy => {
                Self::CachedDatabase
            }
            (Loss::Nothing, _) if answers.size == Size::Large => Self::File,
            (Loss::Nothing, _) => Self::Sqlite,
        }
    }

    /// Returns the engine.
    pub fn engine(self) -> EngineName {
        match self {
            Self::Sqlite | Self::DatabaseServer => EngineName::Db,
            Self::File => EngineName::File,
            Self::Memory | Self::CacheServer => EngineName::Cache,
            Self::CachedDatabase => EngineName::CachedDb,
            Self::SignedCookie | Self::PrivateCookie => EngineName::SignedCookies,
        }
    }

    /// Returns what the choice is: the engine and its stores.
    pub fn name(self) -> Message {
        Message::new(match self {
            Self::Sqlite => "lab-choose-sqlite",
            Self::DatabaseServer => "lab-choose-database-server",
            Self::File => "lab-choose-file",
            Self::Memory => "lab-choose-memory",
            Self::CacheServer => "lab-choose-cache-server",
            Self::CachedDatabase => "lab-choose-cached-database",
            Self::SignedCookie => "lab-choose-signed-cookie",
            Self::PrivateCookie => "lab-choose-private-cookie",
        })
    }

    /// Returns why, and what to know about the choice.
    pub fn reason(self) -> Message {
        Message::new(match self {
            Self::Sqlite => "lab-choose-sqlite-why",
            Self::DatabaseServer => "lab-choose-database-server-why",
            Self::File => "lab-choose-file-why",
            Self::Memory => "lab-choose-memory-why",
            Self::CacheServer => "lab-choose-cache-server-why",
            Self::CachedDatabase => "lab-choose-cached-database-why",
            Self::SignedCookie => "lab-choose-signed-cookie-why",
            Self::PrivateCookie => "lab-choose-private-cookie-why",
        })
    }

    /// Returns the settings, as `settings.toml` has them.
    pub fn settings(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "[session]\nengine = \"db\"\n\n[databases.default]\nurl = \"sqlite:shop.sqlite3\"\n"
            }
            Self::DatabaseServer => {
                "[session]\nengine = \"db\"\n\n[databases.default]\nurl = \"postgres://shop:PASSWORD@database.example/shop\"\n"
            }
            Self::File => "[session]\nengine = \"file\"\nfile_path = \"/var/lib/session-shop/sessions\"\n",
            Self::Memory => {
                "[session]\nengine = \"cache\"\ncache_alias = \"default\"\n\n[caches.default]\nbackend = \"memory\"\n\
                 max_entries = 100000\n"
            }
            Self::CacheServer => {
                "[session]\nengine = \"cache\"\ncache_alias = \"redis\"\n\n[caches.redis]\nbackend = \"redis\"\n\
                 url = \"redis://cache.example:6379/0\"\n"
            }
            Self::CachedDatabase => {
                "[session]\nengine = \"cached_db\"\ncache_alias = \"redis\"\n\n[databases.default]\n\
                 url = \"postgres://shop:PASSWORD@database.example/shop\"\n\n[caches.redis]\nbackend = \"redis\"\n\
                 url = \"redis://cache.example:6379/0\"\n"
            }
            Self::SignedCookie => "[session]\nengine = \"signed_cookies\"\ncookie_content = \"signed\"\n",
            Self::PrivateCookie => "[session]\nengine = \"signed_cookies\"\ncookie_content = \"private\"\n",
        }
    }

    /// Returns the slug of the lesson on the choice.
    pub fn lesson(self) -> &'static str {
        match self {
            Self::Sqlite | Self::DatabaseServer => "d2-db",
            Self::File => "d4-file",
            Self::Memory | Self::CacheServer => "d6-caches",
            Self::CachedDatabase => "d11-cached-db",
            Self::SignedCookie | Self::PrivateCookie => "d14-signed-cookies",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{
        lab::lessons,
        settings::{Backend, Settings, Sources},
    };

    fn all() -> Vec<Answers> {
        let mut all = Vec::new();
        for &loss in Loss::VARIANTS {
            for &size in Size::VARIANTS {
                for &machines in Machines::VARIANTS {
                    for &load in Load::VARIANTS {
                        all.extend(Readers::VARIANTS.iter().map(|&readers| Answers {
                            loss,
                            size,
                            machines,
                            load,
                            readers,
                        }));
                    }
                }
            }
        }
        all
    }

    fn read(choice: Choice) -> Settings {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.toml");
        std::fs::write(&file, choice.settings()).unwrap();
        let mut sources = Sources::default();
        sources.read_file(&file).unwrap();
        Settings::read(&mut sources).unwrap()
    }

    #[test]
    fn every_engine_is_recommended_to_somebody() {
        let engines: BTreeSet<_> = all().into_iter().map(|answers| Choice::of(answers).engine()).collect();
        assert_eq!(engines.len(), EngineName::ALL.len(), "{engines:?}");
    }

    #[test]
    fn no_choice_loses_more_than_the_answers_permit() {
        for answers in all() {
            let choice = Choice::of(answers);
            let loses_sessions = matches!(choice, Choice::Memory | Choice::CacheServer);
            let loses_changes = choice.engine() == EngineName::SignedCookies;
            assert!(answers.loss != Loss::Nothing || !loses_sessions, "{answers:?}: {choice:?}");
            assert!(answers.loss == Loss::Changes || !loses_changes, "{answers:?}: {choice:?}");
            assert!(answers.size == Size::Small || !loses_changes, "{answers:?}: {choice:?}");
            assert!(answers.readers == Readers::Visitor || choice != Choice::SignedCookie, "{answers:?}");
        }
    }

    #[test]
    fn several_machines_share_a_server_or_a_key() {
        for answers in all().into_iter().filter(|answers| answers.machines == Machines::Several) {
            let is_local = matches!(Choice::of(answers), Choice::Sqlite | Choice::File | Choice::Memory);
            assert!(!is_local, "{answers:?}: {:?}", Choice::of(answers));
        }
        for answers in all().into_iter().filter(|answers| answers.machines == Machines::Processes) {
            assert_ne!(Choice::of(answers), Choice::Memory, "{answers:?}");
        }
    }

    #[test]
    fn the_settings_of_each_choice_can_be_read_and_choose_its_engine() {
        for choice in all().into_iter().map(Choice::of) {
            let settings = read(choice);
            assert_eq!(settings.session.engine, choice.engine());
            let cache = settings.caches.get(&settings.session.cache_alias).map(|cache| cache.backend);
            let expected = if choice == Choice::Memory { Backend::Memory } else { Backend::Redis };
            if matches!(choice, Choice::Memory | Choice::CacheServer | Choice::CachedDatabase) {
                assert_eq!(cache, Some(expected), "{choice:?}");
            }
        }
    }

    #[test]
    fn each_choice_has_a_lesson() {
        for choice in all().into_iter().map(Choice::of) {
            assert!(lessons::find(choice.lesson()).is_some(), "{choice:?}");
        }
    }
}
