//! Password hashing with argon2id (RFC 9106) and the parameters of the settings. The
//! hash is slow by design, so it runs on threads of its own ([`HashingPool`]).

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash,
};

use super::{
    hashing_pool::{HashingPool, HashingUsage},
    new_password,
};
use crate::{settings::PasswordSettings, web::Error};

/// Creates and checks password hashes in PHC string format (`$argon2id$v=19$m=…`).
#[derive(Clone)]
pub struct Passwords {
    argon2: Argon2<'static>,
    /// The hash that is checked for an unknown username, so that the check takes the same
    /// time.
    dummy_hash: Arc<str>,
    pool: HashingPool,
}

/// The result of a password check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasswordCheck {
    /// The password is wrong, or the user does not exist.
    Wrong,
    /// The password is correct.
    Correct,
    /// The password is correct, but its hash has other parameters than the settings, or is
    /// from before passwords were normalized. The caller stores this new hash.
    CorrectRehashed(String),
}

impl Passwords {
    /// Creates a hasher with these parameters, and starts its threads.
    ///
    /// # Errors
    /// Returns a message that names the invalid parameter, or the error of a thread that
    /// can't be started.
    pub fn new(settings: PasswordSettings) -> Result<Self, String> {
        let params = Params::new(settings.memory_kib, settings.iterations, settings.parallelism, None);
        let params = params.map_err(|error| error.to_string())?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let dummy_hash = hash(&argon2, "nobody has this password").map_err(|error| error.to_string())?;
        let pool = HashingPool::start(settings.threads, settings.queue).map_err(|error| error.to_string())?;
        Ok(Self { argon2, dummy_hash: dummy_hash.into(), pool })
    }

    /// Returns how many threads compute, and how many callers wait.
    pub fn usage(&self) -> HashingUsage {
        self.pool.usage()
    }

    /// Hashes a new password.
    ///
    /// # Errors
    /// Returns [`Error::Busy`] if too many callers wait, and [`Error::Internal`] if the hash
    /// fails.
    pub async fn hash(&self, password: String) -> Result<String, Error> {
        let argon2 = self.argon2.clone();
        self.pool.run(move || hash(&argon2, &password)).await
    }

    /// Checks a password against the stored hash of its user. `None` stands for an unknown
    /// user: a dummy hash is checked then, so that the check takes the same time.
    ///
    /// # Errors
    /// Returns [`Error::Busy`] if too many callers wait, and [`Error::Internal`] if the stored
    /// text is not a hash.
    pub async fn check(&self, password: String, stored: Option<String>) -> Result<PasswordCheck, Error> {
        let (argon2, dummy_hash) = (self.argon2.clone(), Arc::clone(&self.dummy_hash));
        self.pool.run(move || check(&argon2, &dummy_hash, &password, stored.as_deref())).await
    }
}

fn hash(argon2: &Argon2<'_>, password: &str) -> Result<String, Error> {
    argon2.hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(Error::internal)
}

fn check(
    argon2: &Argon2<'_>,
    dummy_hash: &str,
    password: &str,
    stored: Option<&str>,
) -> Result<PasswordCheck, Error> {
    let hashed = PasswordHash::new(stored.unwrap_or(dummy_hash)).map_err(Error::internal)?;
    let normalized = new_password::normalize(password);
    let is_correct = |password: &str| argon2.verify_password(password.as_bytes(), &hashed).is_ok();
    // A hash from before passwords were normalized is that of the password as it was typed.
    let matches = is_correct(&normalized);
    let is_from_before = !matches && normalized != password && is_correct(password);
    if !(matches || is_from_before) || stored.is_none() {
        return Ok(PasswordCheck::Wrong);
    }
    let is_current =
        !is_from_before && Params::try_from(&hashed).is_ok_and(|params| same_cost(&params, argon2.params()));
    if is_current {
        Ok(PasswordCheck::Correct)
    } else {
        hash(argon2, &normalized).map(PasswordCheck::CorrectRehashed)
    }
}

fn same_cost(one: &Params, other: &Params) -> bool {
    (one.m_cost(), one.t_cost(), one.p_cost()) == (other.m_cost(), other.t_cost(), other.p_cost())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passwords(iterations: u32) -> Passwords {
        Passwords::new(PasswordSettings { memory_kib: 64, iterations, ..PasswordSettings::CHEAP }).unwrap()
    }

    #[actix_web::test]
    async fn only_the_correct_password_passes_the_check() {
        let passwords = passwords(1);
        let stored = Some(passwords.hash("oolong and osmanthus".to_owned()).await.unwrap());
        let check = |text: &str, stored| passwords.check(text.to_owned(), stored);
        assert_eq!(check("oolong and osmanthus", stored.clone()).await.unwrap(), PasswordCheck::Correct);
        assert_eq!(check("oolong", stored).await.unwrap(), PasswordCheck::Wrong);
        assert_eq!(check("nobody has this password", None).await.unwrap(), PasswordCheck::Wrong);
    }

    #[actix_web::test]
    async fn a_password_is_correct_in_each_form_of_unicode() {
        let passwords = passwords(1);
        let check = async |text: &str, stored: &str| {
            passwords.check(text.to_owned(), Some(stored.to_owned())).await.unwrap()
        };
        let (composed, decomposed) = ("caf\u{e9} and oolong", "cafe\u{301} and oolong");
        let stored = passwords.hash(new_password::normalize(decomposed)).await.unwrap();
        assert_eq!(check(composed, &stored).await, PasswordCheck::Correct);
        assert_eq!(check(decomposed, &stored).await, PasswordCheck::Correct);
        // A hash from before passwords were normalized is replaced.
        let stored = passwords.hash(decomposed.to_owned()).await.unwrap();
        assert_eq!(check("another password", &stored).await, PasswordCheck::Wrong);
        let PasswordCheck::CorrectRehashed(stored) = check(decomposed, &stored).await else { panic!() };
        assert_eq!(check(composed, &stored).await, PasswordCheck::Correct);
    }

    #[actix_web::test]
    async fn a_password_is_rehashed_after_the_parameters_change() {
        let (old, new) = (passwords(1), passwords(2));
        let stored = Some(old.hash("oolong and osmanthus".to_owned()).await.unwrap());
        let checked = new.check("oolong and osmanthus".to_owned(), stored).await.unwrap();
        let PasswordCheck::CorrectRehashed(stored) = checked else { panic!("{checked:?}") };
        assert!(stored.starts_with("$argon2id$v=19$m=64,t=2,p=1$"), "{stored}");
        let again = new.check("oolong and osmanthus".to_owned(), Some(stored)).await.unwrap();
        assert_eq!(again, PasswordCheck::Correct);
    }
}
