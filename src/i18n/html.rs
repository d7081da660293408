//! A message as a template writes it. Its text is HTML already and is not
//! escaped again; what a visitor or the database filled in is escaped while it
//! is written. Nothing is copied but into the page.

use std::{borrow::Cow, fmt};

use askama::{
    FastWritable, Values,
    filters::{Escaper, Html as HtmlRules, HtmlSafe},
};

/// A message in words, as HTML. `Display` writes HTML too; the plain text is
/// had from [`super::Language::text`].
#[derive(Debug)]
pub struct Html<'a>(Words<'a>);

#[derive(Debug)]
enum Words<'a> {
    /// HTML as it is.
    Ready(&'static str),
    /// Pieces of HTML with a plain value between each two.
    Filled { pieces: &'static [String], value: Cow<'a, str> },
    /// Plain text.
    Plain(Cow<'static, str>),
}

impl<'a> Html<'a> {
    pub(super) fn ready(html: &'static str) -> Self {
        Self(Words::Ready(html))
    }

    pub(super) fn filled(pieces: &'static [String], value: Cow<'a, str>) -> Self {
        Self(Words::Filled { pieces, value })
    }

    pub(super) fn plain(text: Cow<'static, str>) -> Self {
        Self(Words::Plain(text))
    }

    fn write(&self, page: &mut dyn fmt::Write) -> fmt::Result {
        match &self.0 {
            Words::Ready(html) => page.write_str(html),
            Words::Plain(text) => HtmlRules.write_escaped_str(page, text),
            Words::Filled { pieces, value } => {
                for (index, piece) in pieces.iter().enumerate() {
                    if index > 0 {
                        HtmlRules.write_escaped_str(&mut *page, value)?;
                    }
                    page.write_str(piece)?;
                }
                Ok(())
            }
        }
    }
}

/// Plain text as HTML, by the rules of the templates.
pub(super) fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    // A `String` takes everything.
    let _ = HtmlRules.write_escaped_str(&mut html, text);
    html
}

impl fmt::Display for Html<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

impl FastWritable for Html<'_> {
    fn write_into(&self, page: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(self.write(page)?)
    }
}

impl HtmlSafe for Html<'_> {}
