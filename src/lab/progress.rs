//! A student's progress through the course: the lessons that were opened, the answers to
//! their questions, and the goals that were reached.
//!
//! A signed cookie of the lab's own keeps it in this browser. The shop's session would lose
//! it: the experiments end sessions, let them expire and move them to other stores. The
//! signature prevents anybody from marking a goal as reached without reaching it.
//!
//! The value is readable: `a1.f3-2.h1-0-x~keep-cart~SIGNATURE`. A lesson is named by the
//! beginning of its slug. The number after it is the choice in its question, and `x` means
//! that the result has been shown.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::{
    HttpResponse,
    cookie::{Cookie, SameSite, time::Duration},
    http::header::{self, HeaderMap, HeaderValue},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{LabContext, browser_cookie::cookies};
use crate::web::signing::SigningKeys;

/// Name of the cookie, without the prefix that it has over HTTPS.
pub const NAME: &str = "lab_progress";

/// How long a browser keeps the cookie after its last change.
const MAX_AGE: Duration = Duration::days(365);

/// Stands after the choice in a lesson's question once the result has been shown.
const COMPARED: &str = "x";

/// What a student has done in the course.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The opened lessons, by the id of [`lesson_id`].
    lessons: BTreeMap<String, Answer>,
    /// The slugs of the goals that were reached.
    goals: BTreeSet<String>,
}

/// What a student has answered to the question of a lesson.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Answer {
    /// The number of the choice, from 0.
    choice: Option<u8>,
    /// Whether the result has been shown.
    is_compared: bool,
}

/// Returns the beginning of a lesson's slug, such as `f3` of `f3-samesite`.
fn lesson_id(slug: &str) -> &str {
    slug.split_once('-').map_or(slug, |(id, _)| id)
}

impl Progress {
    /// Returns the progress of the browser that sent a request.
    pub fn of(context: &LabContext) -> Self {
        let lab = &context.lab;
        Self::find(context.request.headers(), &lab.own_cookies.progress, &lab.progress_keys)
    }

    /// Sets the cookie that keeps this progress in the browser.
    pub fn store(&self, context: &LabContext, response: &mut HttpResponse) {
        let lab = &context.lab;
        let cookie = self.cookie(&lab.own_cookies.progress, lab.secure_cookies, &lab.progress_keys);
        if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }

    /// Marks a lesson as opened. Returns whether it was not opened before.
    pub fn visit(&mut self, slug: &str) -> bool {
        let is_new = !self.is_visited(slug);
        self.lessons.entry(lesson_id(slug).to_owned()).or_default();
        is_new
    }

    /// Keeps the choice in a lesson's question. Once the result has been shown, the choice
    /// stays as it is.
    pub fn predict(&mut self, slug: &str, choice: u8) {
        let answer = self.lessons.entry(lesson_id(slug).to_owned()).or_default();
        if !answer.is_compared {
            answer.choice = Some(choice);
        }
    }

    /// Marks the result of a lesson's experiment as shown. Without a choice it does nothing.
    pub fn compare(&mut self, slug: &str) {
        if let Some(answer) = self.lessons.get_mut(lesson_id(slug)) {
            answer.is_compared = answer.choice.is_some();
        }
    }

    /// Marks a goal as reached. Returns whether it was not reached before.
    pub fn solve(&mut self, goal: &str) -> bool {
        self.goals.insert(goal.to_owned())
    }

    /// Returns whether a lesson was opened.
    pub fn is_visited(&self, slug: &str) -> bool {
        self.lessons.contains_key(lesson_id(slug))
    }

    /// Returns the choice in a lesson's question.
    pub fn prediction(&self, slug: &str) -> Option<u8> {
        self.lessons.get(lesson_id(slug))?.choice
    }

    /// Returns whether the question of a lesson was answered and its result shown.
    pub fn is_compared(&self, slug: &str) -> bool {
        self.lessons.get(lesson_id(slug)).is_some_and(|answer| answer.is_compared)
    }

    /// Returns whether a goal was reached.
    pub fn is_solved(&self, goal: &str) -> bool {
        self.goals.contains(goal)
    }

    /// Reads the progress from the cookies of a request. Of several cookies of the name, the
    /// first that the shop has signed counts; without one there is no progress.
    pub fn find(headers: &HeaderMap, name: &str, keys: &SigningKeys) -> Self {
        cookies(headers, name).find_map(|value| Self::from_value(value, keys)).unwrap_or_default()
    }

    /// Returns the cookie that keeps the progress for a year; its removal if there is none.
    pub fn cookie(&self, name: &str, secure: bool, keys: &SigningKeys) -> Cookie<'static> {
        let text = self.text();
        let signature = URL_SAFE_NO_PAD.encode(keys.sign(&[text.as_bytes()]));
        let cookie = Cookie::build(name.to_owned(), format!("{text}~{signature}")).path("/");
        let cookie = cookie.http_only(true).secure(secure).same_site(SameSite::Lax);
        let mut cookie = cookie.max_age(MAX_AGE).finish();
        if *self == Self::default() {
            cookie.make_removal();
        }
        cookie
    }

    fn from_value(value: &str, keys: &SigningKeys) -> Option<Self> {
        let (text, signature) = value.rsplit_once('~')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        keys.verify(&[text.as_bytes()], &signature).then(|| Self::from_text(text))
    }

    /// Returns lessons and goals as text of letters, digits, `.`, `-` and `~`, which a cookie
    /// may contain.
    fn text(&self) -> String {
        let lessons = self.lessons.iter().map(|(id, answer)| match (answer.choice, answer.is_compared) {
            (None, _) => id.clone(),
            (Some(choice), false) => format!("{id}-{choice}"),
            (Some(choice), true) => format!("{id}-{choice}-{COMPARED}"),
        });
        let lessons: Vec<String> = lessons.collect();
        let goals: Vec<&str> = self.goals.iter().map(String::as_str).collect();
        format!("{}~{}", lessons.join("."), goals.join("."))
    }

    fn from_text(text: &str) -> Self {
        let (lessons, goals) = text.split_once('~').unwrap_or((text, ""));
        let lessons = lessons.split('.').filter(|entry| !entry.is_empty()).map(|entry| {
            let mut parts = entry.split('-');
            let id = parts.next().unwrap_or_default().to_owned();
            let choice = parts.next().and_then(|choice| choice.parse().ok());
            (id, Answer { choice, is_compared: choice.is_some() && parts.next() == Some(COMPARED) })
        });
        let goals = goals.split('.').filter(|goal| !goal.is_empty()).map(ToOwned::to_owned);
        Self { lessons: lessons.collect(), goals: goals.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{lab::lessons, settings::Secret};

    fn keys(secret: &str) -> SigningKeys {
        SigningKeys::derive("lab progress", &Secret::parse(secret).unwrap(), &[])
    }

    fn ours() -> SigningKeys {
        keys("the secret key of the shop in these tests")
    }

    /// Returns the progress of a request with that value of the cookie.
    fn read(value: &str) -> Progress {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_str(&format!("a=b; {NAME}={value}")).unwrap());
        Progress::find(&headers, NAME, &ours())
    }

    fn value(progress: &Progress, keys: &SigningKeys) -> String {
        progress.cookie(NAME, false, keys).value().to_owned()
    }

    fn some_progress() -> Progress {
        let mut progress = Progress::default();
        assert!(progress.visit("a1-stateless") && !progress.visit("a1-stateless"));
        progress.predict("f3-samesite", 2);
        progress.predict("h1-lost-update", 0);
        progress.compare("h1-lost-update");
        assert!(progress.solve("keep-cart") && !progress.solve("keep-cart"));
        progress
    }

    #[test]
    fn the_cookie_brings_back_what_it_was_given() {
        let progress = some_progress();
        let value = value(&progress, &ours());
        assert!(value.starts_with("a1.f3-2.h1-0-x~keep-cart~"), "{value}");
        assert_eq!(read(&value), progress);
        assert!(progress.is_visited("a1-stateless") && !progress.is_visited("a10-number-ticket"));
        assert_eq!(progress.prediction("a1-stateless"), None);
        assert_eq!(progress.prediction("f3-samesite"), Some(2));
        assert!(progress.is_compared("h1-lost-update") && !progress.is_compared("f3-samesite"));
        assert!(progress.is_solved("keep-cart") && !progress.is_solved("keep"));
    }

    #[test]
    fn a_cookie_that_the_shop_did_not_sign_is_no_progress() {
        let progress = some_progress();
        let value = value(&progress, &ours());
        let of_other_shop = self::value(&progress, &keys("the secret key of some other shop than ours"));
        let more = value.replace("keep-cart", "keep-cart.other");
        for value in ["", "~", "a1", "a1~~", &of_other_shop, &more, &format!("{value}A")] {
            assert_eq!(read(value), Progress::default(), "{value:?}");
        }
        let both = format!("{of_other_shop}; {NAME}={value}");
        assert_eq!(read(&both), progress, "a planted cookie is ignored");
    }

    #[test]
    fn a_choice_stays_once_the_result_was_shown() {
        let mut progress = Progress::default();
        progress.visit("c9-flush");
        progress.compare("c9-flush");
        assert!(!progress.is_compared("c9-flush"), "there was no choice");
        progress.predict("c9-flush", 1);
        progress.predict("c9-flush", 0);
        progress.compare("c9-flush");
        progress.predict("c9-flush", 2);
        assert_eq!(progress.prediction("c9-flush"), Some(0));
    }

    #[test]
    fn no_progress_removes_the_cookie() {
        let cookie = Progress::default().cookie(NAME, false, &ours());
        assert_eq!(cookie.max_age(), Some(Duration::ZERO));
        let cookie = some_progress().cookie(NAME, true, &ours());
        assert_eq!(cookie.to_string().split_once("; ").unwrap().1.matches("; ").count(), 4);
        assert_eq!(cookie.encoded().to_string(), cookie.to_string(), "nothing of it needs an encoding");
    }

    #[test]
    fn the_whole_course_fits_into_half_a_cookie_and_each_lesson_has_its_own_id() {
        let mut progress = Progress::default();
        for slug in lessons::slugs() {
            assert!(progress.visit(slug), "{slug}: another lesson has the same id");
            progress.predict(slug, 3);
            progress.compare(slug);
        }
        for number in 10..40 {
            progress.solve(&format!("a-goal-with-a-long-name-{number}"));
        }
        let value = value(&progress, &ours());
        assert!(value.len() < 2_048, "{} bytes", value.len());
        assert_eq!(read(&value), progress);
    }
}
