//! The certificate of HTTPS: the one that the command line names, or one that
//! the shop creates for the local host names and stores in the data folder. The
//! latter is self-signed, so browsers show a warning at the first visit.

use std::{
    fs,
    io::{self, Write},
    path::Path,
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
use crate::platform::{Readers, create_new};

/// The host names of the self-signed certificate. A browser resolves the second
/// one only if it is configured to do so, and does not treat it as local.
const NAMES: [&str; 4] = ["localhost", "session-shop.test", "127.0.0.1", "::1"];

/// The time from now until the self-signed certificate expires.
const VALIDITY: time::Duration = time::Duration::days(365);

/// The time from the start of the certificate's validity until now. A browser's
/// clock may be behind.
const CLOCK_TOLERANCE: time::Duration = time::Duration::days(1);

const CERTIFICATE: &str = "--certificate";
const PRIVATE_KEY: &str = "--private-key";

/// Returns the TLS configuration with the certificate in `files`.
///
/// # Errors
/// If a file can't be read or is not PEM, or if the key does not belong to the
/// certificate.
pub fn from_files(files: &CertificateFiles) -> Result<ServerConfig, StartError> {
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

/// Returns the TLS configuration with the self-signed certificate in `folder`.
/// Creates the certificate if there is none, if it has expired at `now`, or if
/// it can't be read.
///
/// # Errors
/// If the certificate can't be created or stored.
pub fn self_signed(folder: &Path, now: OffsetDateTime) -> Result<ServerConfig, StartError> {
    let files = CertificateFiles {
        certificate: folder.join("https_certificate.pem"),
        private_key: folder.join("https_private_key.pem"),
    };
    if is_valid(&files, now)
        && let Ok(config) = from_files(&files)
    {
        return Ok(config);
    }
    create(&files, now)?;
    log::info!("created a self-signed certificate for HTTPS in {}", files.certificate.display());
    from_files(&files)
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
    let mut config = config.with_no_client_auth().with_single_cert(chain, key)?;
    // Of what both support, the server chooses the strongest cipher.
    config.ignore_client_order = true;
    Ok(config)
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// Returns whether a browser that trusts the stored certificate would accept it
/// at `now` for each of the names.
fn is_valid(files: &CertificateFiles, now: OffsetDateTime) -> bool {
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

fn create(files: &CertificateFiles, now: OffsetDateTime) -> Result<(), StartError> {
    let (certificate, key) = generate(now)
        .map_err(|error| StartError::Input(format!("the certificate can't be created: {error}")))?;
    let files = [
        (&files.private_key, key, Readers::OwnerOnly),
        (&files.certificate, certificate, Readers::OwnerOnly),
    ];
    for (path, text, readers) in files {
        let failed = |error| StartError::Folder("server.data_dir", path.clone(), error);
        write(path, &text, readers).map_err(failed)?;
    }
    Ok(())
}

/// Returns a new certificate and its private key, both in PEM.
fn generate(now: OffsetDateTime) -> Result<(String, String), rcgen::Error> {
    let mut parameters = CertificateParams::new(NAMES.map(ToOwned::to_owned))?;
    parameters.distinguished_name.push(DnType::CommonName, "session-shop");
    parameters.extended_key_usages.push(ExtendedKeyUsagePurpose::ServerAuth);
    parameters.not_before = now - CLOCK_TOLERANCE;
    parameters.not_after = now + VALIDITY;
    let key = KeyPair::generate()?;
    let certificate = parameters.self_signed(&key)?;
    Ok((certificate.pem(), key.serialize_pem()))
}

/// Writes a new file and renames it to `path`. Another process that reads `path`
/// at the same time sees the old text or the new one, complete.
fn write(path: &Path, text: &str, readers: Readers) -> io::Result<()> {
    let new = path.with_extension(format!("{:08x}", rand::random::<u32>()));
    create_new(&new, readers)?.write_all(text.as_bytes())?;
    fs::rename(&new, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(folder: &Path) -> (String, String) {
        let read = |name| fs::read_to_string(folder.join(name)).unwrap();
        (read("https_certificate.pem"), read("https_private_key.pem"))
    }

    #[test]
    fn the_self_signed_certificate_is_kept_until_it_expires() {
        let folder = tempfile::tempdir().unwrap();
        let (folder, now) = (folder.path(), OffsetDateTime::now_utc());
        self_signed(folder, now).unwrap();
        let first = texts(folder);
        self_signed(folder, now + VALIDITY - CLOCK_TOLERANCE).unwrap();
        assert_eq!(texts(folder), first);
        self_signed(folder, now + VALIDITY + CLOCK_TOLERANCE).unwrap();
        assert_ne!(texts(folder), first);
        assert_eq!(fs::read_dir(folder).unwrap().count(), 2, "no temporary file is left");
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_can_read_the_private_key() {
        let folder = tempfile::tempdir().unwrap();
        self_signed(folder.path(), OffsetDateTime::now_utc()).unwrap();
        let key = folder.path().join("https_private_key.pem");
        assert_eq!(crate::platform::permissions(&key).unwrap(), Some(0o600));
    }

    #[test]
    fn a_certificate_that_can_not_be_read_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let (folder, now) = (folder.path(), OffsetDateTime::now_utc());
        for name in ["https_certificate.pem", "https_private_key.pem"] {
            self_signed(folder, now).unwrap();
            let before = texts(folder);
            fs::write(folder.join(name), "scribble").unwrap();
            self_signed(folder, now).unwrap();
            assert_ne!(texts(folder), before, "{name}");
        }
    }
}
