//! The proxies in front of the shop, whose headers about the client are believed.

use std::net::IpAddr;

use ipnet::IpNet;

/// The addresses of the proxies that the operator trusts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies {
    networks: Vec<IpNet>,
    unix: bool,
}

/// The word for the clients of all Unix sockets, as in nginx's `set_real_ip_from`.
const UNIX: &str = "unix:";

impl TrustedProxies {
    /// Parses addresses and networks that are separated by commas; `unix:` is all
    /// clients of Unix sockets. `None` if one is none of these.
    pub fn parse(text: &str) -> Option<Self> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let network =
            |part: &str| part.parse().ok().or_else(|| Some(IpNet::from(part.parse::<IpAddr>().ok()?)));
        let (unix, networks): (Vec<_>, Vec<_>) = parts.partition(|part| *part == UNIX);
        let networks = networks.into_iter().map(network).collect::<Option<_>>()?;
        Some(Self { networks, unix: !unix.is_empty() })
    }

    /// Returns whether the setting names no proxy.
    pub fn is_empty(&self) -> bool {
        self.networks.is_empty() && !self.unix
    }

    /// Returns whether all addresses of a kind are those of proxies.
    pub fn contains_everybody(&self) -> bool {
        self.networks.iter().any(|network| network.prefix_len() == 0)
    }

    /// Returns whether the clients of Unix sockets are proxies.
    pub fn contains_unix_sockets(&self) -> bool {
        self.unix
    }

    /// Returns whether `address` is the address of a proxy.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|network| network.contains(&address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_or_a_network_is_a_proxy() {
        let proxies = TrustedProxies::parse("127.0.0.1, 10.0.0.0/8,2001:db8::/32").unwrap();
        for (address, trusted) in [
            ("127.0.0.1", true),
            ("127.0.0.2", false),
            ("10.200.3.4", true),
            ("11.0.0.1", false),
            ("2001:db8::5", true),
            ("::1", false),
        ] {
            assert_eq!(proxies.contains(address.parse().unwrap()), trusted, "{address}");
        }
        assert!(!proxies.contains_unix_sockets());
        assert!(TrustedProxies::parse("").unwrap().is_empty());
        let unix = TrustedProxies::parse("unix:").unwrap();
        assert!(unix.contains_unix_sockets() && !unix.is_empty());
        for text in ["proxy.example", "10.0.0.0/33", "*"] {
            assert_eq!(TrustedProxies::parse(text), None, "{text}");
        }
    }
}
