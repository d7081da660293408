//! What the routes share: the databases, the catalogue, the session options.
//! It is opened once, before the shop listens.

use std::{sync::Arc, time::Duration};

use actix_web::web::Data;

use super::{
    Shutdown, StartError, data_folder,
    lazy_engine::{self, LazyEngine},
    new_sessions,
    readiness::ReadinessCheck,
    session_options,
    stores::{self, Stores},
    watchdog::Workers,
};
use crate::{
    accounts::{self, AttemptLimits, LoginCache, Passwords},
    databases::{Database, DatabaseError},
    lab::{Lab, Ports, SessionDatabase},
    sessions::{Clock, Options, engines::Engine},
    settings::{AllowedHosts, LogFormat, Secret, SessionSettings, Settings},
    shop::catalogue::{Catalogue, seed},
    web::{admission::RequestPolicy, assets::Assets, audit::AuditFile, csrf_cookie::CsrfCookie},
};

/// The alias of the shop's database.
const DEFAULT: &str = "default";

/// What the routes share. The clones of all worker threads share the same
/// connections and caches.
#[derive(Clone)]
pub struct AppState {
    /// The database of the shop.
    pub database: Database,
    /// The catalogue of teas.
    pub catalogue: Catalogue,
    /// The options of the sessions.
    pub sessions: Arc<Options>,
    /// The password hashing.
    pub passwords: Passwords,
    /// The look-ups of logins.
    pub logins: Data<LoginCache>,
    /// The limits against guessing passwords.
    pub attempt_limits: Data<AttemptLimits>,
    /// The file of the audit trail, unless the log has it.
    pub audit_file: Option<Data<AuditFile>>,
    /// The stylesheets and pictures.
    pub assets: Data<Assets>,
    /// Whether the stores accept requests, for `/readyz`.
    pub readiness: Data<ReadinessCheck>,
    /// The interval at which expired sessions are cleared; zero is never.
    pub sweep_interval: Duration,
    /// The cookie of the secret against forged forms.
    pub csrf_cookie: Data<CsrfCookie>,
    /// What a request must comply with.
    pub policy: Data<RequestPolicy>,
    /// The format of the log.
    pub log_format: LogFormat,
    /// The lab, if it is served.
    pub lab: Option<Data<Lab>>,
    /// The stores that are open, for the metrics.
    pub(super) stores: Arc<Stores>,
    /// The ports on which the shop listens. They are set when it does.
    pub ports: Ports,
    /// Whether the server has begun to stop.
    pub shutdown: Shutdown,
    /// The worker threads. Each adds itself when it starts.
    pub workers: Workers,
}

impl AppState {
    /// Opens everything that the settings name, and runs the pending migrations.
    ///
    /// # Errors
    /// If a folder, a database or the session store can't be used.
    pub async fn open(settings: &Settings, clock: Clock) -> Result<Self, StartError> {
        let folder = &settings.server.data_dir;
        let database = open_database(settings).await?;
        let secret = match &settings.secret_key {
            Some(secret) => secret.clone(),
            None => Secret::load_or_create(folder)?,
        };
        let stores = Arc::new(Stores::new(settings, &database, clock.clone()));
        let engine = stores.engine(&settings.session).await?;
        let keys = session_options::keys(settings, &secret);
        let rule = new_sessions::rule(settings.session.new_per_address);
        let options_for = move |session: &SessionSettings, engine: Arc<dyn Engine>| {
            session_options::from_settings(session, keys.clone(), engine, clock.clone(), Arc::clone(&rule))
        };
        let sessions = Arc::new(options_for(&settings.session, engine));
        let lab = settings.has_lab().then(|| {
            let site = Arc::clone(&sessions);
            Data::new(open_lab(settings, &secret, site, Arc::clone(&stores), options_for))
        });
        Ok(Self {
            catalogue: Catalogue::load(&database).await.map_err(shop_database_error)?,
            readiness: Data::new(ReadinessCheck::new(database.clone(), Arc::clone(&sessions))),
            sessions,
            lab,
            stores,
            log_format: settings.monitoring.log_format,
            ports: Ports::default(),
            shutdown: Shutdown::default(),
            logins: Data::new(LoginCache::new(
                database.clone(),
                Duration::from_millis(settings.login.cache_ms.into()),
            )),
            workers: Workers::default(),
            attempt_limits: Data::new(AttemptLimits::new(settings.login, secret.reveal())),
            audit_file: open_audit_file(settings)?,
            passwords: Passwords::new(settings.password).map_err(StartError::Password)?,
            assets: Data::new(open_assets(settings)?),
            sweep_interval: Duration::from_secs(settings.session.sweep_interval),
            csrf_cookie: Data::new(CsrfCookie::new(settings, &secret, accounts::login_of)),
            policy: Data::new(policy(settings)),
            database,
        })
    }
}

/// Returns what a request must comply with. A shop without `server.allowed_hosts`
/// listens on loopback only.
fn policy(settings: &Settings) -> RequestPolicy {
    let server = &settings.server;
    let named = Some(&server.allowed_hosts).filter(|hosts| !hosts.is_empty());
    RequestPolicy {
        allowed_hosts: named.cloned().unwrap_or_else(AllowedHosts::of_this_machine),
        trusted_proxies: server.trusted_proxies.clone(),
        limits: server.limits,
        hsts_seconds: server.hsts_seconds,
    }
}

/// Returns the lab. `options_for` converts the settings of one browser to
/// options; the engines of these are opened at their first call.
fn open_lab(
    settings: &Settings,
    secret: &Secret,
    site: Arc<Options>,
    stores: Arc<Stores>,
    options_for: impl Fn(&SessionSettings, Arc<dyn Engine>) -> Options + Send + Sync + 'static,
) -> Lab {
    let lazy = Arc::clone(&stores);
    let lazy_options_for = move |session: &SessionSettings| {
        options_for(session, Arc::new(LazyEngine::new(Arc::clone(&lazy), session.clone())))
    };
    let session_database: SessionDatabase = Arc::new(move || {
        let stores = Arc::clone(&stores);
        Box::pin(async move { stores.session_database().await.map_err(lazy_engine::unavailable) })
    });
    Lab::new(settings, secret, site, Arc::new(lazy_options_for), session_database)
}

/// Opens the database of the shop, runs the pending migrations, fills an empty
/// catalogue, and inserts the skeletons of usernames that have none. With
/// `server.migrate = false` it changes nothing.
///
/// # Errors
/// If the data folder can't be created, if the database can't be opened or migrated,
/// or if it has pending migrations that must not be run.
pub async fn open_database(settings: &Settings) -> Result<Database, StartError> {
    data_folder::prepare(&settings.server.data_dir)?;
    let database = stores::open_database(settings, DEFAULT, Some(seed::INITIAL_TEAS)).await?;
    if settings.server.migrate {
        accounts::insert_missing_skeletons(&database).await.map_err(shop_database_error)?;
    }
    Ok(database)
}

/// Migrates the database of each alias, that of the shop first, and returns the aliases with
/// the results. An error of one database keeps no other from being migrated.
pub async fn migrate_all(settings: &Settings) -> Vec<(&str, Result<(), StartError>)> {
    let mut migrating = settings.clone();
    migrating.server.migrate = true;
    let mut results = vec![(DEFAULT, open_database(&migrating).await.map(drop))];
    for alias in settings.databases.keys().filter(|alias| *alias != DEFAULT) {
        results.push((alias, stores::open_database(&migrating, alias, None).await.map(drop)));
    }
    results
}

fn shop_database_error(error: DatabaseError) -> StartError {
    StartError::Database(DEFAULT.to_owned(), error)
}

fn open_audit_file(settings: &Settings) -> Result<Option<Data<AuditFile>>, StartError> {
    let Some(path) = &settings.audit_file else { return Ok(None) };
    let file = AuditFile::open(path).map_err(|error| StartError::File("audit.file", path.clone(), error))?;
    Ok(Some(Data::new(file)))
}

/// Returns the static files: those of the program, or those of `server.static_dir`.
fn open_assets(settings: &Settings) -> Result<Assets, StartError> {
    let Some(folder) = &settings.server.static_dir else { return Ok(Assets::embedded()) };
    Assets::open(folder).map_err(|error| StartError::Folder("server.static_dir", folder.clone(), error))
}
