//! The work: sessions of a given size are created, loaded, changed and deleted
//! again, one after the other, as one visitor's requests would.

use std::time::{Duration, Instant};

use crate::sessions::{
    Options, Record, SessionKey,
    cookie::seal,
    data::Data,
    engines::{EngineError, Replace},
    expiry,
};

/// How often each step is done; the middle one of the times counts.
const ROUNDS: usize = 25;

/// How long an engine may take for all of it.
const PATIENCE: Duration = Duration::from_secs(2);

/// What an engine took, microseconds, the middle one of all rounds.
pub struct Measured {
    /// To store a new session, to fetch it, to store a change.
    pub steps: [f64; 3],
    /// Bytes of `name=value` that the browser sends with each request.
    pub cookie: usize,
}

impl Measured {
    /// The longest of the steps.
    pub fn longest(&self) -> f64 {
        self.steps.into_iter().fold(0.0, f64::max)
    }

    /// Whether browsers keep a cookie of that size.
    pub fn fits(&self) -> bool {
        self.cookie <= crate::sessions::cookie::LARGEST_COOKIE
    }
}

/// Measures the engine of these options; why not, if it can't be had.
pub async fn measure(options: &Options, size: usize) -> Result<Measured, String> {
    let measured = async {
        options.engine.check().await?;
        rounds(options, size).await
    };
    match tokio::time::timeout(PATIENCE, measured).await {
        Ok(measured) => measured.map_err(|error| error.to_string()),
        Err(_) => Err(format!("more than {PATIENCE:?}")),
    }
}

async fn rounds(options: &Options, size: usize) -> Result<Measured, EngineError> {
    let now = options.clock.now();
    let data = data_of(size);
    let record = Record { expire_date: expiry::expiry_date(&data, options.expiry, now), data, version: 1 };
    let (mut create, mut load, mut replace) = (Vec::new(), Vec::new(), Vec::new());
    let mut cookie = 0;
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        let key = options.engine.create(&record).await?;
        create.push(begun.elapsed());
        let begun = Instant::now();
        options.engine.load(&key).await?;
        load.push(begun.elapsed());
        let begun = Instant::now();
        let replaced = options.engine.replace(&key, &record).await?;
        replace.push(begun.elapsed());
        cookie = cookie_bytes(options, &key);
        if let Replace::Replaced(key) = replaced {
            options.engine.delete(&key).await?;
        }
    }
    Ok(Measured { steps: [create, load, replace].map(middle), cookie })
}

fn cookie_bytes(options: &Options, key: &SessionKey) -> usize {
    seal(&options.cookie.name, key.as_str(), options).len()
}

/// One text of letters that do not repeat, so that no store packs it.
fn data_of(size: usize) -> Data {
    let letters: String = (0..size).map(|_| char::from(rand::random_range(b'a'..=b'z'))).collect();
    let mut data = Data::default();
    data.set("text", format!("\"{letters}\""));
    data
}

fn middle(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times.get(times.len() / 2).map_or(0.0, |time| time.as_secs_f64() * 1_000_000.0)
}
