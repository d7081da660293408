//! A forged request (CSRF), for real (F3): a page that poses as another site,
//! and a target that anybody may attack. All that can be lost is a visitor's
//! own points in the lab.

mod attacker;
mod target;

pub use attacker::attacker;
pub use target::{POINTS, guarded, target};
