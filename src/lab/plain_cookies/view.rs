//! What the templates show of it, in words: the page has all of it, the lessons
//! B take what they are about.

use super::{
    at_hand::AtHand,
    attributes, cut,
    experiments::Experiment,
    fate::Fate,
    plan::{self, Plans},
    sent::SentCookie,
    sizes,
};
use crate::web::Page;

/// How much of a value that is the shop's own is shown.
const SHOWN_CHARACTERS: usize = 6;

/// Everything that can be shown.
pub struct View {
    /// Where the forms lead back to.
    pub back: String,
    /// The lines of the last answer.
    pub last: Vec<Line>,
    /// The cookies that were sent and not deleted since.
    pub sent: Vec<Row>,
    /// The cookies of this request.
    pub received: Vec<Pair>,
    /// What the two plans come to.
    pub plans: Plans,
    /// Sizes, and what became of each that was sent.
    pub sizes: Vec<Size>,
    /// The host by the name that the browser uses.
    pub host: String,
    /// Forms that are filled in already.
    pub experiments: Vec<Experiment>,
}

/// A `Set-Cookie` line.
pub struct Line {
    /// As it went, the value cut short.
    pub text: String,
    /// Name of the cookie.
    pub name: String,
    /// Pieces and what they mean.
    pub attributes: Vec<(String, String)>,
    /// The value that came back with this request.
    pub came_back: Option<String>,
    /// What became of it, in words.
    pub fate: String,
}

/// A cookie that was sent.
pub struct Row {
    /// Its name.
    pub name: String,
    /// Its value, cut short.
    pub value: String,
    /// Its attributes as they went.
    pub attributes: String,
    /// Whether it came back.
    pub is_back: bool,
    /// What became of it, in words.
    pub fate: String,
}

/// A cookie of the request.
pub struct Pair {
    /// Its name.
    pub name: String,
    /// Its value, cut short.
    pub value: String,
    /// Whether it is one of the page's own.
    pub is_demo: bool,
}

/// A cookie of a certain size.
pub struct Size {
    /// Name and value together.
    pub bytes: usize,
    /// Whether it came back; none if it was not sent.
    pub is_back: Option<bool>,
}

impl View {
    /// For a page or a lesson at that address.
    pub fn new(page: &Page, at_hand: &AtHand, back: &str, experiments: Vec<Experiment>) -> Self {
        let sent = at_hand.sent.cookies();
        let is_back = |name: &str| {
            let size = sent.iter().find(|sent| sent.cookie.name() == name)?;
            Some(Fate::of(size, &at_hand.asked()) == Fate::CameBack)
        };
        Self {
            back: back.to_owned(),
            last: at_hand.sent.last().iter().map(|sent| line(page, at_hand, sent)).collect(),
            received: at_hand.received.all().iter().map(|(name, value)| pair(at_hand, name, value)).collect(),
            plans: plan::read(&at_hand.received, &at_hand.key),
            sizes: sizes::SIZES.map(|bytes| Size { bytes, is_back: is_back(&sizes::name(bytes)) }).into(),
            host: at_hand.host.clone(),
            sent: sent.iter().map(|sent| row(page, at_hand, sent)).collect(),
            experiments,
        }
    }

    /// Names of this request's cookies that were not sent from here: a script
    /// made them, or their owner.
    pub fn made_elsewhere(&self) -> Vec<&Pair> {
        let was_sent = |name: &str| self.sent.iter().any(|row| row.name == name);
        self.received.iter().filter(|pair| pair.is_demo && !was_sent(&pair.name)).collect()
    }
}

fn line(page: &Page, at_hand: &AtHand, sent: &SentCookie) -> Line {
    let name = sent.cookie.name().to_owned();
    let text = sent.cookie.to_string();
    let value = text.split("; ").next().unwrap_or_default();
    let pieces = attributes::of(&sent.cookie).into_iter();
    Line {
        text: text.replacen(value, &cut(value), 1),
        attributes: pieces.map(|piece| (piece.text, page.localize(&piece.meaning).into_owned())).collect(),
        came_back: at_hand.received.get(&name).map(cut),
        fate: fate(page, at_hand, sent),
        name,
    }
}

fn row(page: &Page, at_hand: &AtHand, sent: &SentCookie) -> Row {
    let text = sent.cookie.to_string();
    Row {
        name: sent.cookie.name().to_owned(),
        value: cut(sent.cookie.value()),
        attributes: text.split_once("; ").map_or(String::new(), |(_, rest)| rest.to_owned()),
        is_back: Fate::of(sent, &at_hand.asked()) == Fate::CameBack,
        fate: fate(page, at_hand, sent),
    }
}

fn fate(page: &Page, at_hand: &AtHand, sent: &SentCookie) -> String {
    let message = Fate::of(sent, &at_hand.asked()).message(sent, &at_hand.host);
    page.localize(&message).into_owned()
}

/// Who can read this page over somebody's shoulder must not get a session.
fn pair(at_hand: &AtHand, name: &str, value: &str) -> Pair {
    let is_demo = at_hand.reserved.is_demo(name);
    let glimpse = || format!("{}…", value.chars().take(SHOWN_CHARACTERS).collect::<String>());
    Pair { name: name.to_owned(), value: if is_demo { cut(value) } else { glimpse() }, is_demo }
}
