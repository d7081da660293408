//! TLS between the shop and MariaDB: what the URL requires is kept, or the shop does not
//! start.

use std::path::Path;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use session_shop::databases::{DEFAULT_TIMEOUT, Database};

use crate::support::{
    process::Process,
    servers::{MariaDb, mariadb},
};

/// A certificate authority.
struct Authority {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Self {
        let (mut parameters, key) = (CertificateParams::default(), KeyPair::generate().unwrap());
        parameters.distinguished_name.push(DnType::CommonName, "authority");
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = parameters.self_signed(&key).unwrap().pem();
        Self { pem, issuer: Issuer::new(parameters, key) }
    }

    /// Writes the certificate into `folder` and returns its path.
    fn write(&self, folder: &Path, name: &str) -> String {
        let file = folder.join(name);
        std::fs::write(&file, &self.pem).unwrap();
        file.display().to_string()
    }

    fn server(&self) -> MariaDb {
        let key = KeyPair::generate().unwrap();
        let parameters = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = parameters.signed_by(&key, &self.issuer).unwrap();
        MariaDb::start_with_tls(&certificate.pem(), &key.serialize_pem())
    }
}

/// Opens the database and returns the error.
fn error(url: &str) -> Option<String> {
    Database::open(url, "".as_ref(), 1, DEFAULT_TIMEOUT).err().map(|error| error.to_string())
}

#[test]
fn a_server_with_tls_is_used_only_with_a_certificate_of_the_named_authority() {
    let (folder, trusted) = (tempfile::tempdir().unwrap(), Authority::new());
    let server = trusted.server();
    let url = server.new_database();
    let ca = trusted.write(folder.path(), "trusted.pem");
    assert_eq!(error(&format!("{url}?ssl_ca={ca}")), None);
    assert_eq!(error(&format!("{url}?ssl_ca={ca}&ssl_mode=required")), None);
    let other = Authority::new().write(folder.path(), "other.pem");
    let refused = error(&format!("{url}?ssl_ca={other}")).unwrap();
    assert!(refused.contains("certificate") || refused.contains("TLS"), "{refused}");
}

#[test]
fn a_server_without_tls_is_refused_if_the_url_requires_it() {
    let folder = tempfile::tempdir().unwrap();
    let ca = Authority::new().write(folder.path(), "ca.pem");
    let url = mariadb().new_database();
    for parameters in [format!("ssl_ca={ca}"), format!("ssl_ca={ca}&ssl_mode=REQUIRED")] {
        let refused = error(&format!("{url}?{parameters}")).unwrap();
        assert!(refused.contains("requires TLS"), "{refused}");
    }
    assert_eq!(error(&format!("{url}?ssl_ca={ca}&ssl_mode=preferred")), None);
}

#[test]
fn a_mode_that_the_client_library_ignores_is_refused_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let url = mariadb().new_database();
    for mode in ["required", "verify_ca", "VERIFY_IDENTITY"] {
        let url = format!("{url}?ssl_mode={mode}");
        let log = Process::try_start(folder.path(), &[("DATABASE_URL", &url)]).map(drop).unwrap_err();
        assert!(log.contains("databases.default: ssl_mode="), "{log}");
        assert!(log.contains("ssl_ca=FILE"), "{log}");
    }
}
