//! What the kinds of tea are called. The database knows each by a code, and a
//! code that has no name here is shown as it is.

use std::borrow::Cow;

use crate::web::Page;

/// The name of a kind of tea in the page's language.
pub fn name<'a>(page: &Page, category: &'a str) -> Cow<'a, str> {
    match category {
        "green" => page.text("catalogue-category-green"),
        "white" => page.text("catalogue-category-white"),
        "oolong" => page.text("catalogue-category-oolong"),
        "black" => page.text("catalogue-category-black"),
        "dark" => page.text("catalogue-category-dark"),
        "herbal" => page.text("catalogue-category-herbal"),
        code => Cow::Borrowed(code),
    }
}
