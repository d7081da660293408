//! The certificate that HTTPS shows: one that was given, or one that the shop
//! makes for this machine's own names, signs itself and keeps in the data
//! folder. No authority vouches for that one, so browsers ask once whether to
//! go on.

use std::{
    fs,
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair};
use rustls::{
    Error as TlsError, RootCertStore, ServerConfig,
    client::{WebPkiServerVerifier, danger::ServerCertVerifier},
    crypto::{CryptoProvider, ring},
    pki_types::{
        CertificateDer, PrivateKeyDer, ServerName, UnixTime,
        pem::{self, PemObject},
    },
};
use time::OffsetDateTime;

use super::{StartError, https::CertificateFiles};

/// What the shop's own certificate is good for. The second one is for a
/// browser that is told where it is: to it, it is not this machine.
const NAMES: [&str; 4] = ["localhost", "session-shop.test", "127.0.0.1", "::1"];

/// How long it is good for.
const LASTS: time::Duration = time::Duration::days(365);

/// A clock may be a little behind.
const BEFORE: time::Duration = time::Duration::days(1);

const CERTIFICATE: &str = "--certificate";
const PRIVATE_KEY: &str = "--private-key";

/// With the files that were given.
pub fn given(files: &CertificateFiles) -> Result<ServerConfig, StartError> {
    let wrong = |option, path: &Path, reason| StartError::Certificate(option, path.to_owned(), reason);
    let (certificate, key) = (&files.certificate, &files.private_key);
    let chain = read_chain(certificate).map_err(|reason| wrong(CERTIFICATE, certificate, reason))?;
    let key_read = PrivateKeyDer::from_pem_file(key).map_err(|error| reason(&error, "private key"));
    let key_read = key_read.map_err(|reason| wrong(PRIVATE_KEY, key, reason))?;
    server_config(chain, key_read).map_err(|error| match error {
        TlsError::InconsistentKeys(_) => {
            wrong(PRIVATE_KEY, key, format!("it is not the key of {CERTIFICATE} {}", certificate.display()))
        }
        TlsError::InvalidCertificate(_) => wrong(CERTIFICATE, certificate, error.to_string()),
        error => wrong(PRIVATE_KEY, key, error.to_string()),
    })
}

/// With the shop's own, kept under `folder`; it is made anew when it is over
/// or can't be read.
pub fn own(folder: &Path, now: OffsetDateTime) -> Result<ServerConfig, StartError> {
    let files = CertificateFiles {
        certificate: folder.join("https_certificate.pem"),
        private_key: folder.join("https_private_key.pem"),
    };
    if is_good(&files, now)
        && let Ok(config) = given(&files)
    {
        return Ok(config);
    }
    make(&files, now)?;
    log::info!("a certificate for HTTPS was made and kept in {}", files.certificate.display());
    given(&files)
}

fn read_chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let certificates = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    match certificates {
        Ok(chain) if chain.is_empty() => Err(reason(&pem::Error::NoItemsFound, "certificate")),
        Ok(chain) => Ok(chain),
        Err(error) => Err(reason(&error, "certificate")),
    }
}

fn reason(error: &pem::Error, what: &str) -> String {
    match error {
        pem::Error::Io(error) => format!("it can't be read: {error}"),
        pem::Error::NoItemsFound => format!("there is no {what} in it (PEM is expected)"),
        error => format!("it is no PEM: {error}"),
    }
}

fn server_config(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Result<ServerConfig, TlsError> {
    let config = ServerConfig::builder_with_provider(provider()).with_safe_default_protocol_versions()?;
    config.with_no_client_auth().with_single_cert(chain, key)
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// Whether a browser that trusts the kept certificate would take it now, for
/// each of the names.
fn is_good(files: &CertificateFiles, now: OffsetDateTime) -> bool {
    let Ok(chain) = read_chain(&files.certificate) else { return false };
    let mut trusted = RootCertStore::empty();
    if trusted.add(chain[0].clone()).is_err() {
        return false;
    }
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(trusted), provider()).build();
    let Ok(verifier) = verifier else { return false };
    let now = UnixTime::since_unix_epoch(Duration::from_secs(now.unix_timestamp().try_into().unwrap_or(0)));
    NAMES.iter().all(|name| {
        let name = ServerName::try_from(*name);
        name.is_ok_and(|name| verifier.verify_server_cert(&chain[0], &[], &name, &[], now).is_ok())
    })
}

fn make(files: &CertificateFiles, now: OffsetDateTime) -> Result<(), StartError> {
    let (certificate, key) = signed_by_itself(now)
        .map_err(|error| StartError::Input(format!("no certificate can be made: {error}")))?;
    for (path, text, mode) in [(&files.private_key, key, 0o600), (&files.certificate, certificate, 0o644)] {
        let failed = |error| StartError::Folder("server.data_dir", path.clone(), error);
        write(path, &text, mode).map_err(failed)?;
    }
    Ok(())
}

/// A certificate and its private key.
fn signed_by_itself(now: OffsetDateTime) -> Result<(String, String), rcgen::Error> {
    let mut wanted = CertificateParams::new(NAMES.map(ToOwned::to_owned))?;
    wanted.distinguished_name.push(DnType::CommonName, "session-shop");
    wanted.extended_key_usages.push(ExtendedKeyUsagePurpose::ServerAuth);
    wanted.not_before = now - BEFORE;
    wanted.not_after = now + LASTS;
    let key = KeyPair::generate()?;
    let certificate = wanted.self_signed(&key)?;
    Ok((certificate.pem(), key.serialize_pem()))
}

/// Whole or not at all: another process may read it at this moment.
fn write(path: &PathBuf, text: &str, mode: u32) -> io::Result<()> {
    let beside = path.with_extension(format!("{:08x}", rand::random::<u32>()));
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(mode).open(&beside)?;
    file.write_all(text.as_bytes())?;
    fs::rename(&beside, path)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn texts(folder: &Path) -> (String, String) {
        let read = |name| fs::read_to_string(folder.join(name)).unwrap();
        (read("https_certificate.pem"), read("https_private_key.pem"))
    }

    #[test]
    fn the_shops_own_certificate_is_kept_until_it_is_over() {
        let folder = tempfile::tempdir().unwrap();
        let (folder, now) = (folder.path(), OffsetDateTime::now_utc());
        own(folder, now).unwrap();
        let first = texts(folder);
        own(folder, now + LASTS - BEFORE).unwrap();
        assert_eq!(texts(folder), first);
        own(folder, now + LASTS + BEFORE).unwrap();
        assert_ne!(texts(folder), first);
        assert_eq!(fs::read_dir(folder).unwrap().count(), 2, "nothing is left lying about");
    }

    #[test]
    fn its_private_key_is_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        own(folder.path(), OffsetDateTime::now_utc()).unwrap();
        let key = fs::metadata(folder.path().join("https_private_key.pem")).unwrap();
        assert_eq!(key.permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn one_that_can_not_be_read_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let (folder, now) = (folder.path(), OffsetDateTime::now_utc());
        for name in ["https_certificate.pem", "https_private_key.pem"] {
            own(folder, now).unwrap();
            let before = texts(folder);
            fs::write(folder.join(name), "scribble").unwrap();
            own(folder, now).unwrap();
            assert_ne!(texts(folder), before, "{name}");
        }
    }
}
