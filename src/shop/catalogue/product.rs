//! The page of one tea.
//!
//! It adds the tea to the recently viewed ones in the session and shows the others
//! (behaviour G8); without a session it shows the tea only. The cart handles the form
//! on the page, and shows the page again if it rejects the quantity.

use std::borrow::Cow;

use actix_web::{
    HttpRequest, HttpResponse,
    web::{self, Data, Path, ServiceConfig},
};
use askama::Template;

use super::{
    Catalogue, LocalizedTea, RecentlyViewed, Tea, TeaText, Teas, first_viewed, listing::category_name,
    search::CatalogueQuery,
};
use crate::{
    i18n::Message,
    sessions::Session,
    shop::cart::MAX_QUANTITY,
    web::{Error, Form, Page, respond},
};

/// Registers `/products/{slug}`.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/products/{slug}").get(product));
}

/// The most teas of the same category that the page shows.
const MAX_RELATED: usize = 4;

#[derive(Template)]
#[template(path = "shop/product.html")]
struct ProductPage<'a> {
    page: Page,
    tea: &'a Tea,
    text: &'a TeaText,
    category: Cow<'a, str>,
    category_href: String,
    steeping: Option<Message>,
    max: u32,
    form: &'a Form,
    /// Other teas of the category.
    related: Vec<LocalizedTea<'a>>,
    recently_viewed: Vec<LocalizedTea<'a>>,
}

async fn product(
    request: HttpRequest,
    page: Page,
    session: Option<Session>,
    slug: Path<String>,
    catalogue: Data<Catalogue>,
) -> Result<HttpResponse, Error> {
    let teas = catalogue.teas();
    let tea = teas.by_slug(&slug).ok_or(Error::NotFound)?;
    let first = first_viewed::of(&request);
    let storing = session.as_ref().filter(|session| session.may_store());
    if let Some((session, first)) = storing.zip(first.as_ref().and_then(|slug| teas.by_slug(slug))) {
        RecentlyViewed::of(session).add(&first.slug)?;
    }
    let form = Form::new().with("quantity", "1");
    let mut response = respond::html(&page, &ProductPage::new(&page, session.as_ref(), &teas, tea, &form))?;
    if let Some(session) = storing {
        RecentlyViewed::of(session).add(&tea.slug)?;
        if first.is_some() {
            first_viewed::remove(&request, &mut response);
        }
    } else if session.is_some() {
        first_viewed::set(&request, &mut response, &tea.slug);
    }
    Ok(response)
}

/// Renders the page of a tea with the form's error message and status 422.
///
/// # Errors
/// Returns [`Error::Internal`] if the template can't be rendered.
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
    /// Describes the tea for search engines (<https://schema.org/Product>), as JSON that can
    /// stand in an element `script`. The price is in US dollars, as in the database.
    fn json_ld(&self) -> String {
        let availability = if self.tea.is_sold_out() { "OutOfStock" } else { "InStock" };
        let (origin, cents) = (&self.page.origin, self.tea.price);
        let description = serde_json::json!({
            "@context": "https://schema.org",
            "@type": "Product",
            "name": self.text.name,
            "description": self.text.description,
            "category": self.category,
            "image": format!("{origin}{}", self.page.asset(self.tea.picture())),
            "url": format!("{origin}/products/{}", self.tea.slug),
            "offers": {
                "@type": "Offer",
                "price": format!("{}.{:02}", cents / 100, cents % 100),
                "priceCurrency": "USD",
                "availability": format!("https://schema.org/{availability}"),
            },
        });
        // No text can end the element.
        description.to_string().replace('<', "\\u003c")
    }

    fn new(page: &Page, session: Option<&Session>, teas: &'a Teas, tea: &'a Tea, form: &'a Form) -> Self {
        let language = page.display.language;
        let slugs = session.map(|session| RecentlyViewed::of(session).except(&tea.slug)).unwrap_or_default();
        let recently_viewed = slugs.iter().filter_map(|slug| teas.by_slug(slug));
        let related = teas.all().iter().filter(|other| other.category == tea.category && other.id != tea.id);
        Self {
            page: page.clone(),
            tea,
            text: tea.text(language),
            category: category_name(page, &tea.category),
            category_href: CatalogueQuery::default().with_category(&tea.category).href(),
            steeping: tea.steeping.map(|(from, to)| steeping(from, to)),
            max: tea.stock.min(MAX_QUANTITY),
            form,
            related: related.take(MAX_RELATED).map(|tea| tea.localized(language)).collect(),
            recently_viewed: recently_viewed.map(|tea| tea.localized(language)).collect(),
        }
    }
}

/// Returns the time of the first steeping, in minutes if both limits are whole minutes.
fn steeping(from: i32, to: i32) -> Message {
    let (id, unit) =
        if from % 60 == 0 && to % 60 == 0 { ("catalogue-minutes", 60) } else { ("catalogue-seconds", 1) };
    let (from, to) = (from / unit, to / unit);
    Message::new(id).with("time", if from == to { from.to_string() } else { format!("{from}–{to}") })
}

#[cfg(test)]
mod tests {
    use super::steeping;
    use crate::i18n::Message;

    #[test]
    fn a_time_is_in_minutes_or_in_seconds() {
        let message = |id, time: &str| Message::new(id).with("time", time);
        assert_eq!(steeping(120, 180), message("catalogue-minutes", "2–3"));
        assert_eq!(steeping(300, 300), message("catalogue-minutes", "5"));
        assert_eq!(steeping(60, 90), message("catalogue-seconds", "60–90"));
        assert_eq!(steeping(15, 20), message("catalogue-seconds", "15–20"));
    }
}
