//! The addresses that the shop listens on.

use std::{collections::HashSet, fmt, net::SocketAddr, path::PathBuf, str::FromStr};

/// The beginning of the address of a Unix socket, as in nginx.
const UNIX: &str = "unix:";

/// The longest path of a Unix socket, bytes, on all systems (`sun_path` of macOS has 104,
/// with a zero at the end).
const MAX_PATH_BYTES: usize = 103;

/// An address to listen on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ListenAddress {
    /// An IP address and a port. Port 0 is any free port.
    Tcp(SocketAddr),
    /// The path of a Unix socket.
    Unix(PathBuf),
}

impl ListenAddress {
    /// Returns whether only programs of this machine can reach the address. A Unix socket
    /// is not such an address: it is there for a proxy, which other machines reach.
    pub fn is_loopback(&self) -> bool {
        self.tcp().is_some_and(|address| address.ip().is_loopback())
    }

    /// Returns the IP address and the port. A Unix socket has none.
    pub fn tcp(&self) -> Option<SocketAddr> {
        match self {
            Self::Tcp(address) => Some(*address),
            Self::Unix(_) => None,
        }
    }

    /// Parses addresses that are separated by commas. `None` if there is none, if one is
    /// wrong, or if one is there twice.
    pub(super) fn parse_list(text: &str) -> Option<Vec<Self>> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let addresses: Vec<Self> = parts.map(|part| part.parse().ok()).collect::<Option<_>>()?;
        let is_fixed = |address: &&Self| address.tcp().is_none_or(|address| address.port() > 0);
        let mut seen = HashSet::new();
        let is_unique = addresses.iter().filter(is_fixed).all(|address| seen.insert(address));
        (is_unique && !addresses.is_empty()).then_some(addresses)
    }
}

impl FromStr for ListenAddress {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = "allowed: ADDRESS:PORT, such as 127.0.0.1:8080 or [::1]:8080, or unix:PATH";
        match text.strip_prefix(UNIX) {
            Some(path) if (1..=MAX_PATH_BYTES).contains(&path.len()) && !path.contains('\0') => {
                Ok(Self::Unix(path.into()))
            }
            Some(_) => Err(allowed),
            None => text.parse().map(Self::Tcp).map_err(|_| allowed),
        }
    }
}

impl fmt::Display for ListenAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(f),
            Self::Unix(path) => write!(f, "{UNIX}{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_addresses_of_all_kinds() {
        let text = "127.0.0.1:8080, [::1]:8080,unix:/run/shop/http.sock,";
        let shown: Vec<String> =
            ListenAddress::parse_list(text).unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["127.0.0.1:8080", "[::1]:8080", "unix:/run/shop/http.sock"]);
        assert_eq!(ListenAddress::parse_list("127.0.0.1:0,127.0.0.1:0").unwrap().len(), 2);
    }

    #[test]
    fn a_wrong_address_is_refused() {
        let long = format!("unix:/{}", "x".repeat(MAX_PATH_BYTES));
        let repeated = "[::1]:80,[::1]:80";
        for text in [
            "",
            ",",
            "8080",
            "localhost:8080",
            "::1:8080",
            "[::1]",
            "unix:",
            "127.0.0.1:65536",
            repeated,
            &long,
        ] {
            assert_eq!(ListenAddress::parse_list(text), None, "{text}");
        }
        assert!(ListenAddress::parse_list(&long[..long.len() - 1]).is_some());
    }

    #[test]
    fn only_a_loopback_address_is_of_this_machine_alone() {
        for (text, is_loopback) in [
            ("127.0.0.1:80", true),
            ("[::1]:80", true),
            ("0.0.0.0:80", false),
            ("[::]:80", false),
            ("unix:x", false),
        ] {
            assert_eq!(text.parse::<ListenAddress>().unwrap().is_loopback(), is_loopback, "{text}");
        }
    }
}
