//! Lessons H: what goes beyond Django.

use actix_web::web::ServiceConfig;

use super::Lesson;

/// In the order in which they are read.
pub static LESSONS: &[Lesson] = &[];

/// What their controls do.
pub fn routes(_: &mut ServiceConfig) {}
