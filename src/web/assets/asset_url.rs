//! The URLs of static files, as templates write them.

use std::fmt;

use askama::{
    FastWritable, Values,
    filters::{Escaper, Html, HtmlSafe},
};

/// The URL of a static file. A template writes it without copying it first.
#[derive(Clone, Copy, Debug)]
pub struct AssetUrl<'a> {
    base: &'a str,
    path: &'a str,
}

impl<'a> AssetUrl<'a> {
    /// Returns the URL of the file at `path`. `base` is the part that all files share.
    pub(super) fn new(base: &'a str, path: &'a str) -> Self {
        Self { base, path }
    }

    /// Writes the URL as HTML. `base` holds no character to escape; `path` may come from
    /// the database and is escaped.
    fn write(self, page: &mut dyn fmt::Write) -> fmt::Result {
        page.write_str(self.base)?;
        page.write_char('/')?;
        Html.write_escaped_str(page, self.path)
    }
}

impl fmt::Display for AssetUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

impl FastWritable for AssetUrl<'_> {
    fn write_into(&self, page: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(self.write(page)?)
    }
}

impl HtmlSafe for AssetUrl<'_> {}
