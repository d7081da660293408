//! A localized message as a template writes it. A precompiled message is HTML already and
//! is not escaped again; the value of a variable is escaped while it is written. Nothing is
//! copied except into the page.

use std::{borrow::Cow, fmt};

use askama::{
    FastWritable, Values,
    filters::{Escaper, Html as HtmlEscaper, HtmlSafe},
};

/// A localized message. `Display` and templates write it as HTML;
/// [`super::Language::text`] returns plain text.
#[derive(Debug)]
pub struct Html<'a>(Content<'a>);

#[derive(Debug)]
enum Content<'a> {
    /// HTML, written unchanged.
    Html(&'static str),
    /// Pieces of HTML. The value, plain text, is written between each two of them.
    Pieces { pieces: &'static [String], value: Cow<'a, str> },
    /// Plain text, escaped while it is written.
    Text(Cow<'static, str>),
}

impl<'a> Html<'a> {
    pub(super) fn from_html(html: &'static str) -> Self {
        Self(Content::Html(html))
    }

    pub(super) fn from_pieces(pieces: &'static [String], value: Cow<'a, str>) -> Self {
        Self(Content::Pieces { pieces, value })
    }

    pub(super) fn from_text(text: Cow<'static, str>) -> Self {
        Self(Content::Text(text))
    }

    fn write(&self, page: &mut dyn fmt::Write) -> fmt::Result {
        match &self.0 {
            Content::Html(html) => page.write_str(html),
            Content::Text(text) => HtmlEscaper.write_escaped_str(page, text),
            Content::Pieces { pieces, value } => {
                for (index, piece) in pieces.iter().enumerate() {
                    if index > 0 {
                        HtmlEscaper.write_escaped_str(&mut *page, value)?;
                    }
                    page.write_str(piece)?;
                }
                Ok(())
            }
        }
    }
}

/// Escapes plain text as askama does in templates.
pub(super) fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    // Writing to a `String` can't fail.
    let _ = HtmlEscaper.write_escaped_str(&mut html, text);
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
