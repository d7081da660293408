//! The cookies of a request as the browser wrote them (B4). Nothing but names
//! and values: what Path, Domain or end a cookie has, the browser keeps to
//! itself.

use actix_web::http::header::{self, HeaderMap};

/// Names and values in the order of the `Cookie` header.
pub struct Received(Vec<(String, String)>);

impl Received {
    /// Those of a request.
    pub fn of(headers: &HeaderMap) -> Self {
        let lines = headers.get_all(header::COOKIE).map(|line| String::from_utf8_lossy(line.as_bytes()));
        let pairs = |line: &str| {
            let pairs = line.split(';').filter_map(|piece| piece.trim().split_once('='));
            pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect::<Vec<_>>()
        };
        Self(lines.flat_map(|line| pairs(&line)).collect())
    }

    /// All of them.
    pub fn all(&self) -> &[(String, String)] {
        &self.0
    }

    /// The first of that name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values(name).next()
    }

    /// All of that name: a browser may keep one for each path.
    pub fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    #[test]
    fn cookies_come_as_pairs_in_their_order() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("a=1; b=x=y;  a=2; odd"));
        let received = Received::of(&headers);
        assert_eq!(received.get("b"), Some("x=y"));
        assert_eq!(received.values("a").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!((received.get("c"), received.all().len()), (None, 3));
    }
}
