//! Which of several servers has a key: consistent hashing as in ketama. Each server has many
//! points on a ring, at the hashes of its address, and a key belongs to the server of the
//! next point. So a server that is added or removed moves only its own share of the keys,
//! and all processes agree without talking to each other.
//!
//! ketama hashes with MD5. This ring uses SHA-256, which the crate has already; it shares
//! its entries with no other client.

use sha2::{Digest, Sha256};

/// The digests of each server. Each is four points.
const DIGESTS: usize = 40;

/// The points of all servers.
pub struct Ring {
    /// The place on the ring, and the index of the server. Sorted.
    points: Vec<(u64, usize)>,
}

impl Ring {
    /// Returns the ring of the servers with these addresses. Their order does not matter.
    pub fn new(addresses: &[String]) -> Self {
        let points_of = |(server, address): (usize, &String)| {
            let digests = (0..DIGESTS).map(|number| Sha256::digest(format!("{address}-{number}")));
            let places = digests.flat_map(|digest| digest.chunks_exact(8).map(place).collect::<Vec<_>>());
            places.map(|place| (place, server)).collect::<Vec<_>>()
        };
        let mut points: Vec<_> = addresses.iter().enumerate().flat_map(points_of).collect();
        points.sort_unstable();
        Self { points }
    }

    /// Returns the index of the server that has `key`.
    pub fn server_of(&self, key: &str) -> usize {
        let place = place(&Sha256::digest(key)[..8]);
        let next = self.points.partition_point(|point| point.0 < place);
        self.points.get(next).or(self.points.first()).map_or(0, |point| point.1)
    }
}

/// Returns the first eight bytes as a number.
fn place(bytes: &[u8]) -> u64 {
    bytes.iter().take(8).fold(0, |place, byte| (place << 8) | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: usize = 3_000;

    fn addresses(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| format!("{name}:11211")).collect()
    }

    /// Returns the address of the server of each key.
    fn servers(addresses: &[String]) -> Vec<&str> {
        let ring = Ring::new(addresses);
        (0..KEYS).map(|key| addresses[ring.server_of(&format!("session:{key}"))].as_str()).collect()
    }

    #[test]
    fn each_server_has_its_share_of_the_keys() {
        let all = addresses(&["one", "two", "three"]);
        let servers = servers(&all);
        for address in &all {
            let share = servers.iter().filter(|server| *server == address).count();
            assert!((KEYS / 5..KEYS / 2).contains(&share), "{share} of {KEYS} keys on {address}");
        }
    }

    #[test]
    fn without_one_server_only_its_keys_move() {
        let (all, rest) = (addresses(&["one", "two", "three"]), addresses(&["three", "one"]));
        for (before, after) in servers(&all).into_iter().zip(servers(&rest)) {
            assert!(before == after || before == "two:11211", "{before} to {after}");
        }
    }
}
