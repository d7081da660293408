//! The look-ups of logins. A page of a member needs the user of the session's login, so
//! a process keeps what a database server has confirmed for a moment
//! (`login.cache_ms`). The setting limits how long another process shows pages to a login
//! that has ended: at most a second. This process notices at once, and a form
//! always asks the database (behaviour H6: a user can end the logins of other browsers).
//!
//! When half of the time has passed, one request asks the database for its own login and
//! for all others that were used in the last ten seconds and are as old. So the number of
//! queries depends on the time and not on the number of requests or members.
//!
//! A SQLite file is read for each request: this costs less than a look into another cache.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use actix_web::{HttpRequest, web::Data};
use moka::sync::Cache;

use super::{
    login_activity::{self, Activity},
    logins::{self, LoginId},
    users::User,
};
use crate::{
    databases::{Connection, Database, DatabaseError},
    web::Error,
};

/// The maximum number of logins that a process keeps, about 400 bytes each.
const MAX_LOGINS: u64 = 100_000;

/// A login that was not used for this time is not confirmed with others.
const MAX_IDLE: Duration = Duration::from_secs(10);

/// The maximum number of logins that one query confirms.
const MAX_BATCH: usize = 500;

/// The user of a login, and when it was last used.
type Found = (User, Activity);

/// Looks up logins, and keeps them for a short time.
pub struct LoginCache {
    database: Database,
    /// How long a login is used after the database was asked; zero is never.
    ttl: Duration,
    entries: Cache<LoginId, Arc<Mutex<Entry>>>,
    /// The last time at which this process ended a login. What was read before is not
    /// used.
    valid_from: Mutex<Instant>,
    /// Lets one request at a time confirm logins that are still valid.
    confirming: tokio::sync::Mutex<()>,
}

struct Entry {
    found: Found,
    /// When the query began that has found the login.
    asked: Instant,
}

impl LoginCache {
    /// Returns a cache before the table `logins` of `database`, which keeps each login for
    /// `ttl`.
    pub fn new(database: Database, ttl: Duration) -> Self {
        let ttl = if database.is_file() { Duration::ZERO } else { ttl };
        let entries = Cache::builder().max_capacity(MAX_LOGINS).time_to_idle(MAX_IDLE).build();
        let (valid_from, confirming) = (Mutex::new(Instant::now()), tokio::sync::Mutex::default());
        Self { database, ttl, entries, valid_from, confirming }
    }

    /// Returns the cache of the application that handles `request`.
    pub(super) fn of(request: &HttpRequest) -> Result<Data<Self>, Error> {
        request.app_data::<Data<Self>>().cloned().ok_or_else(|| Error::internal("no cache of logins"))
    }

    /// Returns the user of a login and its activity, or `None` if the login has ended. A
    /// login that another process has ended within the last `login.cache_ms` may be found.
    pub(super) async fn find(&self, id: &LoginId) -> Result<Option<Found>, DatabaseError> {
        let valid = self.valid(id);
        if let Some((found, age)) = &valid
            && *age < self.ttl / 2
        {
            return Ok(Some(found.clone()));
        }
        match (self.confirming.try_lock(), valid) {
            (Ok(_lock), _) => self.confirm(id, self.outdated()).await,
            (Err(_), Some((found, _))) => Ok(Some(found)),
            (Err(_), None) => self.load(id).await,
        }
    }

    /// Asks the database for a login. Returns its user and its activity, or `None` if the
    /// login has ended.
    pub(super) async fn load(&self, id: &LoginId) -> Result<Option<Found>, DatabaseError> {
        self.confirm(id, HashMap::new()).await
    }

    /// Deletes the row of a login. If there is none, this is no error.
    pub(super) async fn end(&self, id: LoginId) -> Result<(), Error> {
        let delete = move |connection: &mut Connection| Ok::<_, Error>(logins::delete(connection, &id)?);
        self.database.write(delete).await?;
        self.invalidate();
        Ok(())
    }

    /// Stops the use of all that was read before. Call it after a transaction that has
    /// deleted logins.
    pub(super) fn invalidate(&self) {
        *locked(&self.valid_from) = Instant::now();
    }

    /// Updates the row of a login.
    pub(super) async fn update(&self, id: LoginId, activity: Activity) -> Result<(), Error> {
        let row = id.clone();
        let update = move |connection: &mut Connection| {
            Ok::<_, Error>(login_activity::update(connection, &row, activity)?)
        };
        self.database.write_statement(update).await?;
        if let Some(entry) = self.entries.get(&id) {
            locked(&entry).found.1 = activity;
        }
        Ok(())
    }

    /// Returns a login that may be used without asking the database, and the time since
    /// the database was asked.
    fn valid(&self, id: &LoginId) -> Option<(Found, Duration)> {
        let entry = self.entries.get(id)?;
        let (entry, valid_from) = (locked(&entry), *locked(&self.valid_from));
        let age = entry.asked.elapsed();
        (age < self.ttl && entry.asked > valid_from).then(|| (entry.found.clone(), age))
    }

    /// Returns the logins in use that should be confirmed.
    fn outdated(&self) -> HashMap<LoginId, Arc<Mutex<Entry>>> {
        let valid_from = *locked(&self.valid_from);
        let is_outdated = |entry: &Mutex<Entry>| {
            let asked = locked(entry).asked;
            asked.elapsed() >= self.ttl / 2 || asked <= valid_from
        };
        // The iterator does not count as a use of the entries.
        let outdated = self.entries.iter().filter(|(_, entry)| is_outdated(entry)).take(MAX_BATCH);
        outdated.map(|(id, entry)| (LoginId::clone(&id), entry)).collect()
    }

    /// Asks the database for the login `id` and for the `others`.
    async fn confirm(
        &self,
        id: &LoginId,
        mut others: HashMap<LoginId, Arc<Mutex<Entry>>>,
    ) -> Result<Option<Found>, DatabaseError> {
        let asked = Instant::now();
        others.remove(id);
        if others.is_empty() {
            let wanted = id.clone();
            let find = move |connection: &mut Connection| logins::find_user(connection, &wanted);
            let found = self.database.read_inline(find).await?;
            self.keep(id, found.clone(), asked);
            return Ok(found);
        }
        let ids: Vec<LoginId> = others.keys().chain([id]).cloned().collect();
        let find = move |connection: &mut Connection| logins::find_users(connection, &ids);
        let mut users: HashMap<LoginId, Found> = self.database.read(find).await?.into_iter().collect();
        let found = users.remove(id);
        self.keep(id, found.clone(), asked);
        for (other, entry) in others {
            match users.remove(&other) {
                Some(found) => locked(&entry).confirm(found, asked),
                None => self.entries.invalidate(&other),
            }
        }
        Ok(found)
    }

    /// Keeps what the database has responded about a login.
    fn keep(&self, id: &LoginId, found: Option<Found>, asked: Instant) {
        match found {
            _ if self.ttl.is_zero() => {}
            None => self.entries.invalidate(id),
            Some(found) => match self.entries.get(id) {
                Some(entry) => locked(&entry).confirm(found, asked),
                None => self.entries.insert(id.clone(), Arc::new(Mutex::new(Entry { found, asked }))),
            },
        }
    }
}

impl Entry {
    /// Keeps a response, unless a later query has been answered before.
    fn confirm(&mut self, found: Found, asked: Instant) {
        if asked > self.asked {
            *self = Self { found, asked };
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
