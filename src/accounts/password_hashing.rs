//! Password hashing: argon2id (RFC 9106) with the parameters of the settings,
//! off the async threads, since it is slow on purpose.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash,
};

use crate::{settings::PasswordSettings, web::Error};

/// Makes and checks password hashes in PHC form (`$argon2id$v=19$m=…`).
#[derive(Clone)]
pub struct Passwords {
    argon2: Argon2<'static>,
    /// Checked for a name that nobody has, so that it takes as long.
    nobody: Arc<str>,
}

/// What checking a password came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// Wrong, or there is no such user.
    Wrong,
    /// Right.
    Right,
    /// Right, and hashed with other parameters than those in force: store this
    /// hash in its place.
    RightAndRehashed(String),
}

impl Passwords {
    /// With these parameters. The message of the error names what is wrong.
    pub fn new(settings: PasswordSettings) -> Result<Self, String> {
        let params = Params::new(settings.memory_kib, settings.iterations, settings.parallelism, None);
        let params = params.map_err(|error| error.to_string())?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let nobody = hash(&argon2, "nobody has this password").map_err(|error| error.to_string())?;
        Ok(Self { argon2, nobody: nobody.into() })
    }

    /// The hash of a new password.
    pub async fn hash(&self, password: String) -> Result<String, Error> {
        let argon2 = self.argon2.clone();
        off_thread(move || hash(&argon2, &password)).await
    }

    /// Checks a password against the stored hash of its user, or against
    /// nobody's if there is no such user: the answer takes as long.
    pub async fn check(&self, password: String, stored: Option<String>) -> Result<Checked, Error> {
        let (argon2, nobody) = (self.argon2.clone(), Arc::clone(&self.nobody));
        off_thread(move || check(&argon2, &nobody, &password, stored.as_deref())).await
    }
}

async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

fn hash(argon2: &Argon2<'_>, password: &str) -> Result<String, Error> {
    argon2.hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(Error::internal)
}

fn check(argon2: &Argon2<'_>, nobody: &str, password: &str, stored: Option<&str>) -> Result<Checked, Error> {
    let hashed = PasswordHash::new(stored.unwrap_or(nobody)).map_err(Error::internal)?;
    let matches = argon2.verify_password(password.as_bytes(), &hashed).is_ok();
    if !matches || stored.is_none() {
        return Ok(Checked::Wrong);
    }
    let is_current = Params::try_from(&hashed).is_ok_and(|params| same_cost(&params, argon2.params()));
    if is_current { Ok(Checked::Right) } else { hash(argon2, password).map(Checked::RightAndRehashed) }
}

fn same_cost(one: &Params, other: &Params) -> bool {
    (one.m_cost(), one.t_cost(), one.p_cost()) == (other.m_cost(), other.t_cost(), other.p_cost())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passwords(iterations: u32) -> Passwords {
        Passwords::new(PasswordSettings { memory_kib: 64, iterations, parallelism: 1 }).unwrap()
    }

    #[actix_web::test]
    async fn the_right_password_is_right_and_others_are_wrong() {
        let passwords = passwords(1);
        let stored = Some(passwords.hash("oolong and osmanthus".to_owned()).await.unwrap());
        let check = |text: &str, stored| passwords.check(text.to_owned(), stored);
        assert_eq!(check("oolong and osmanthus", stored.clone()).await.unwrap(), Checked::Right);
        assert_eq!(check("oolong", stored).await.unwrap(), Checked::Wrong);
        assert_eq!(check("nobody has this password", None).await.unwrap(), Checked::Wrong);
    }

    #[actix_web::test]
    async fn a_password_is_hashed_again_when_the_parameters_changed() {
        let (old, new) = (passwords(1), passwords(2));
        let stored = Some(old.hash("oolong and osmanthus".to_owned()).await.unwrap());
        let checked = new.check("oolong and osmanthus".to_owned(), stored).await.unwrap();
        let Checked::RightAndRehashed(stored) = checked else { panic!("{checked:?}") };
        assert!(stored.starts_with("$argon2id$v=19$m=64,t=2,p=1$"), "{stored}");
        let again = new.check("oolong and osmanthus".to_owned(), Some(stored)).await.unwrap();
        assert_eq!(again, Checked::Right);
    }
}
