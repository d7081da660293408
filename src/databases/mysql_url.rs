//! The URL of a MySQL or MariaDB server, and whether its connections are encrypted.
//!
//! diesel passes `ssl_mode` on by an option that only MySQL's client library has. The
//! library of MariaDB ignores it, and connects without TLS. With `ssl_ca` it uses TLS and
//! checks the certificate, but not the host name, and continues without TLS if the server
//! has none. So the parameters that can't be kept are refused, and each new connection is
//! checked.

use diesel::{MysqlConnection, QueryableByName, RunQueryDsl, sql_query, sql_types::Text};

use super::DatabaseError;

/// The parameters with which the library uses TLS if the server has it.
const TLS_PARAMETERS: [&str; 3] = ["ssl_ca", "ssl_cert", "ssl_key"];

/// A URL whose parameters for TLS can be kept.
#[derive(Clone)]
pub struct MysqlUrl {
    /// The URL for diesel.
    pub url: String,
    requires_tls: bool,
}

#[derive(QueryableByName)]
struct Status {
    #[diesel(sql_type = Text, column_name = "Value")]
    value: String,
}

impl MysqlUrl {
    /// Parses the parameters for TLS.
    ///
    /// # Errors
    /// If one of them can't be kept.
    pub fn parse(url: &str) -> Result<Self, DatabaseError> {
        let query = url.split_once('?').map_or("", |(_, query)| query);
        let parameters: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        let has_tls = parameters.iter().any(|(name, _)| TLS_PARAMETERS.contains(&name.as_str()));
        let mode = parameters.iter().rev().find(|(name, _)| name == "ssl_mode");
        let mode = mode.map(|(_, mode)| mode.to_lowercase());
        let requires_tls = match (mode.as_deref(), has_tls) {
            (Some("required") | None, true) => true,
            (Some("preferred"), _) | (Some("disabled") | None, false) => false,
            (Some(mode), _) => return Err(DatabaseError::SslMode(mode.to_owned())),
        };
        Ok(Self { url: url.to_owned(), requires_tls })
    }

    /// Checks that a new connection is encrypted, if the URL requires it.
    ///
    /// # Errors
    /// If it is not.
    pub fn check_tls(&self, connection: &mut MysqlConnection) -> Result<(), DatabaseError> {
        if !self.requires_tls {
            return Ok(());
        }
        let ciphers: Vec<Status> = sql_query("SHOW SESSION STATUS LIKE 'Ssl_cipher'").load(connection)?;
        let is_encrypted = ciphers.iter().any(|cipher| !cipher.value.is_empty());
        if is_encrypted { Ok(()) } else { Err(DatabaseError::NotEncrypted) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requires_tls(parameters: &str) -> Option<bool> {
        MysqlUrl::parse(&format!("mysql://tea@db/shop{parameters}")).ok().map(|url| url.requires_tls)
    }

    #[test]
    fn a_parameter_is_kept_or_refused() {
        for without in ["", "?ssl_mode=disabled", "?ssl_mode=preferred", "?ssl_mode=PREFERRED&ssl_ca=ca.pem"]
        {
            assert_eq!(requires_tls(without), Some(false), "{without}");
        }
        for with in ["?ssl_ca=ca.pem", "?ssl_mode=REQUIRED&ssl_ca=ca.pem", "?ssl_cert=a&ssl_key=b"] {
            assert_eq!(requires_tls(with), Some(true), "{with}");
        }
        for refused in [
            "?ssl_mode=required",
            "?ssl%5Fmode=required",
            "?ssl_ca=ca.pem&ssl_mode=verify_ca",
            "?ssl_mode=VERIFY_IDENTITY&ssl_ca=ca.pem",
            "?ssl_mode=disabled&ssl_ca=ca.pem",
            "?ssl_mode=on",
        ] {
            assert_eq!(requires_tls(refused), None, "{refused}");
        }
    }
}
