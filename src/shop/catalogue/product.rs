//! The page of one tea. It remembers in the session that it was looked at,
//! and shows what was looked at before (G8); without a session it shows the
//! tea alone. The form on it is answered by the cart, which shows this page
//! again if the quantity won't do.

use std::borrow::Cow;

use actix_web::{
    HttpResponse,
    web::{self, Data, Path, ServiceConfig},
};
use askama::Template;

use super::{Catalogue, LocalizedTea, RecentlyViewed, Tea, TeaText, Teas, category, search::Wish};
use crate::{
    sessions::Session,
    shop::cart::MAX_QUANTITY,
    web::{Error, Form, Page, respond},
};

/// `/products/{slug}`.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/products/{slug}").get(product));
}

#[derive(Template)]
#[template(path = "shop/product.html")]
struct ProductPage<'a> {
    page: Page,
    tea: &'a Tea,
    text: &'a TeaText,
    category: Cow<'a, str>,
    category_href: String,
    most: u32,
    form: &'a Form,
    recently_viewed: Vec<LocalizedTea<'a>>,
}

async fn product(
    page: Page,
    session: Option<Session>,
    slug: Path<String>,
    catalogue: Data<Catalogue>,
) -> Result<HttpResponse, Error> {
    let teas = catalogue.teas();
    let tea = teas.by_slug(&slug).ok_or(Error::NotFound)?;
    let form = Form::new().with("quantity", "1");
    let answer = respond::html(&page, &ProductPage::new(&page, session.as_ref(), &teas, tea, &form))?;
    if let Some(session) = session {
        RecentlyViewed::of(&session).note(&tea.slug)?;
    }
    Ok(answer)
}

/// The page of a tea again, with what was wrong in the form.
pub fn unprocessable(
    page: &Page,
    session: &Session,
    teas: &Teas,
    tea: &Tea,
    form: &Form,
) -> Result<HttpResponse, Error> {
    respond::unprocessable(page, &ProductPage::new(page, Some(session), teas, tea, form))
}

impl<'a> ProductPage<'a> {
    fn new(page: &Page, session: Option<&Session>, teas: &'a Teas, tea: &'a Tea, form: &'a Form) -> Self {
        let language = page.display.language;
        let seen = session.map(|session| RecentlyViewed::of(session).besides(&tea.slug)).unwrap_or_default();
        let seen = seen.iter().filter_map(|slug| teas.by_slug(slug));
        Self {
            page: page.clone(),
            tea,
            text: tea.text(language),
            category: category::name(page, &tea.category),
            category_href: Wish::default().of_category(&tea.category).href(),
            most: tea.stock.min(MAX_QUANTITY),
            form,
            recently_viewed: seen.map(|tea| tea.localized(language)).collect(),
        }
    }
}
