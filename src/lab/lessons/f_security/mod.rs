//! Lessons F: security.

mod cookie_report;

pub mod attributes;
pub mod tampering;

use actix_web::web::{self, ServiceConfig};

use crate::lab::attack;

/// Registers the routes of the widgets.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/lab/lessons/{slug:f[1-6]-[a-z-]+}/count").post(cookie_report::count))
        .service(web::resource("/lab/lessons/f3-samesite/points").post(attributes::take_points))
        .service(web::resource("/lab/lessons/f5-tampered/check").post(tampering::check))
        .service(web::resource("/lab/lessons/f6-fixation/cycle").post(tampering::cycle))
        .service(web::resource("/lab/guarded").post(attack::guarded));
}
