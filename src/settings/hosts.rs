//! The host names of the site, as in Django's
//! [`ALLOWED_HOSTS`](https://docs.djangoproject.com/en/5.2/ref/settings/#allowed-hosts).
//!
//! A request for another host is refused: with DNS rebinding, a website can give its
//! own name the address of a visitor's machine, and then read what runs there.

use std::net::IpAddr;

/// The host names of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowedHosts {
    patterns: Vec<Pattern>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Pattern {
    Any,
    /// This host, in lower case.
    Host(String),
    /// The host after the first dot, and all its subdomains.
    WithSubdomains(String),
    /// The addresses of this machine: 127.0.0.0/8 and `[::1]`.
    Loopback,
}

impl AllowedHosts {
    /// Parses host names that are separated by commas. `None` if one is none.
    pub fn parse(text: &str) -> Option<Self> {
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        Some(Self { patterns: names.map(Pattern::parse).collect::<Option<_>>()? })
    }

    /// Returns whether the setting names no host.
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// Returns whether the setting allows every host.
    pub fn allows_all(&self) -> bool {
        self.patterns.contains(&Pattern::Any)
    }

    /// Returns the hosts of a shop that only this machine can reach: the loopback
    /// addresses, and all names that end with `localhost` or `test`. Nobody can register
    /// such a name (RFC 6761), so no website has one; the lab's browsers use them to see
    /// the rules of cookies for domains.
    pub fn of_this_machine() -> Self {
        let reserved = ["localhost", "test"].map(|domain| Pattern::WithSubdomains(domain.to_owned()));
        Self { patterns: [&[Pattern::Loopback], &reserved[..]].concat() }
    }

    /// Returns whether `host` is a host of the site. It has no port, and a dot at its
    /// end does not count.
    pub fn allows(&self, host: &str) -> bool {
        let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
        self.patterns.iter().any(|pattern| pattern.matches(&host))
    }
}

impl Pattern {
    fn parse(text: &str) -> Option<Self> {
        let name = text.to_ascii_lowercase();
        if name == "*" {
            return Some(Self::Any);
        }
        if let Some(domain) = name.strip_prefix('.') {
            return is_name(domain).then(|| Self::WithSubdomains(domain.to_owned()));
        }
        (is_name(&name) || ip_address(&name).is_some()).then_some(Self::Host(name))
    }

    fn matches(&self, host: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Host(name) => name == host,
            Self::WithSubdomains(domain) => host
                .strip_suffix(domain.as_str())
                .is_some_and(|front| front.is_empty() || front.ends_with('.')),
            Self::Loopback => ip_address(host).is_some_and(|address| address.is_loopback()),
        }
    }
}

/// Returns whether `text` is a host name of letters, digits, hyphens and dots.
fn is_name(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    text.split('.').all(is_label)
}

/// Returns the address in the host of a URL; an IPv6 address has brackets there.
fn ip_address(host: &str) -> Option<IpAddr> {
    match host.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']')?.parse().ok().map(IpAddr::V6),
        None => host.parse().ok().map(IpAddr::V4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_allowed_by_its_name_or_its_domain() {
        let hosts = AllowedHosts::parse("shop.example, .tea.example,[2001:db8::1],192.0.2.7").unwrap();
        for (host, allowed) in [
            ("shop.example", true),
            ("SHOP.Example.", true),
            ("www.shop.example", false),
            ("tea.example", true),
            ("a.b.tea.example", true),
            ("nottea.example", false),
            ("[2001:db8::1]", true),
            ("192.0.2.7", true),
            ("localhost", false),
            ("", false),
        ] {
            assert_eq!(hosts.allows(host), allowed, "{host}");
        }
        assert!(AllowedHosts::parse("*").unwrap().allows("anything.example"));
        assert!(!AllowedHosts::parse("").unwrap().allows("localhost"));
    }

    #[test]
    fn by_default_the_names_of_this_machine_are_allowed() {
        let hosts = AllowedHosts::of_this_machine();
        for host in ["localhost", "shop.localhost", "shop.test", "127.0.0.1", "127.0.0.2", "[::1]"] {
            assert!(hosts.allows(host), "{host}");
        }
        for host in
            ["evil.example", "localhost.evil.example", "nottest", "notlocalhost", "192.0.2.7", "[::2]"]
        {
            assert!(!hosts.allows(host), "{host}");
        }
    }

    #[test]
    fn a_name_with_a_port_or_a_scheme_is_no_host_name() {
        for text in ["shop.example:80", "https://shop.example", "a b", "*.shop.example", ".", "a..b", "::1"] {
            assert_eq!(AllowedHosts::parse(text), None, "{text}");
        }
    }
}
