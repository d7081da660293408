//! Lessons B: plain cookies. Their controls are parts of `/lab/cookies`, and
//! what was done in a lesson is seen there too.

use actix_web::{HttpRequest, web::ServiceConfig};
use askama::Template;
use futures_util::future::LocalBoxFuture;

use super::{Lesson, excerpt, text};
use crate::{
    lab::plain_cookies::{AtHand, Signed, View, experiments, experiments::Experiment},
    web::{Error, Page},
};

/// In the order in which they are read.
pub static LESSONS: &[Lesson] = &[
    Lesson {
        slug: "b1-set-a-cookie",
        behaviours: &["B1"],
        text: text!("b1-set-a-cookie"),
        code: &[
            excerpt!("src/lab/plain_cookies/asked.rs", "pub fn cookie("),
            excerpt!("src/lab/plain_cookies/asked.rs", "fn value("),
        ],
        controls: Some(set),
    },
    Lesson {
        slug: "b2-max-age-and-expires",
        behaviours: &["B2"],
        text: text!("b2-max-age-and-expires"),
        code: &[excerpt!("src/lab/plain_cookies/fate.rs", "fn end(")],
        controls: Some(two_ends),
    },
    Lesson {
        slug: "b3-path-and-domain",
        behaviours: &["B3"],
        text: text!("b3-path-and-domain"),
        code: &[
            excerpt!("src/lab/plain_cookies/fate.rs", "fn covers("),
            excerpt!("src/lab/plain_cookies/fate.rs", "fn is_of("),
        ],
        controls: Some(places),
    },
    Lesson {
        slug: "b4-read-and-delete",
        behaviours: &["B4", "B5"],
        text: text!("b4-read-and-delete"),
        code: &[
            excerpt!("src/lab/plain_cookies/received.rs", "pub fn of("),
            excerpt!("src/lab/plain_cookies/removal.rs", "pub fn of("),
        ],
        controls: Some(read_and_delete),
    },
    Lesson {
        slug: "b6-four-kilobytes",
        behaviours: &["B6"],
        text: text!("b6-four-kilobytes"),
        code: &[
            excerpt!("src/lab/plain_cookies/sizes.rs", "pub fn cookie("),
            excerpt!("src/sessions/cookie.rs", "pub fn write_set_cookie("),
        ],
        controls: Some(sizes),
    },
    Lesson {
        slug: "b7-never-trust-a-cookie",
        behaviours: &["B7"],
        text: text!("b7-never-trust-a-cookie"),
        code: &[
            excerpt!("src/lab/plain_cookies/plan.rs", "pub fn read("),
            excerpt!("src/lab/plain_cookies/plan.rs", "fn verified("),
        ],
        controls: Some(plan),
    },
];

/// What their controls do is done by `/lab/cookies`.
pub fn routes(_: &mut ServiceConfig) {}

/// Which parts of the page a lesson has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Experiments,
    Kept,
    Sizes,
    Plan,
}

#[derive(Template)]
#[template(path = "lab/controls/b_cookies.html")]
struct Control {
    page: Page,
    view: View,
    part: Part,
    /// Whether there is a page elsewhere to look at.
    has_elsewhere: bool,
}

type Drawn = LocalBoxFuture<'static, Result<String, Error>>;

fn set(request: HttpRequest, page: Page) -> Drawn {
    draw(request, page, Part::Experiments, |page, _| experiments::scripts(page))
}

fn two_ends(request: HttpRequest, page: Page) -> Drawn {
    draw(request, page, Part::Experiments, |page, _| experiments::two_ends(page))
}

fn places(request: HttpRequest, page: Page) -> Drawn {
    draw(request, page, Part::Experiments, experiments::places)
}

fn read_and_delete(request: HttpRequest, page: Page) -> Drawn {
    draw(request, page, Part::Kept, |page, _| experiments::scripts(page))
}

fn sizes(request: HttpRequest, page: Page) -> Drawn {
    draw(request, page, Part::Sizes, |_, _| Vec::new())
}

fn plan(request: HttpRequest, page: Page) -> Drawn {
    draw(request, page, Part::Plan, |_, _| Vec::new())
}

fn draw(
    request: HttpRequest,
    page: Page,
    part: Part,
    experiments: fn(&Page, &str) -> Vec<Experiment>,
) -> Drawn {
    Box::pin(async move {
        let at_hand = AtHand::of(&request).ok_or(Error::NotFound)?;
        let experiments = experiments(&page, &at_hand.host);
        let view = View::new(&page, &at_hand, request.path(), experiments);
        let has_elsewhere = request.path().contains("/b3-");
        Ok(Control { page, view, part, has_elsewhere }.render()?)
    })
}
