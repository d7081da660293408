//! The shop's first page: a list of the teas, with search, sort order, categories and
//! pages. It needs no session, and a visitor who only browses gets none (behaviour A2).

use std::{borrow::Cow, collections::BTreeMap};

use actix_web::{
    HttpResponse,
    web::{self, Data, Query, ServiceConfig},
};
use askama::Template;

use super::{
    Catalogue, LocalizedTea, Tea, Teas,
    search::{CatalogueQuery, Sort, search},
};
use crate::{
    i18n::Message,
    web::{Error, Page, paging::Paging, respond},
};

/// Registers `/`.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/").get(list));
}

#[derive(Template)]
#[template(path = "shop/catalogue.html")]
struct CataloguePage<'a> {
    page: Page,
    query: CatalogueQuery<'a>,
    summary: Message,
    all: CategoryLink<'a>,
    categories: Vec<CategoryLink<'a>>,
    sorts: [SortOption; 4],
    teas: Vec<LocalizedTea<'a>>,
    paging: Paging,
}

/// A link to a category of teas, with the number of matching teas in it.
struct CategoryLink<'a> {
    name: Cow<'a, str>,
    href: String,
    count: usize,
    is_current: bool,
}

struct SortOption {
    code: &'static str,
    name: Cow<'static, str>,
    is_current: bool,
}

async fn list(
    page: Page,
    catalogue: Data<Catalogue>,
    fields: Query<BTreeMap<String, String>>,
) -> Result<HttpResponse, Error> {
    let teas = catalogue.teas();
    let query = CatalogueQuery::from_fields(&fields);
    respond::html(&page, &CataloguePage::new(&page, &teas, query))
}

impl<'a> CataloguePage<'a> {
    fn new(page: &Page, teas: &'a Teas, query: CatalogueQuery<'a>) -> Self {
        let language = page.display.language;
        let found = search(teas.all(), query.search_text);
        let all = CategoryLink::new(page.text("catalogue-all"), query, "", found.len());
        let categories = category_links(page, teas.all(), &found, query);

        let mut shown = found;
        shown.retain(|tea| query.category.is_empty() || tea.category == query.category);
        query.sort.apply(&mut shown, language);
        let paging = Paging::new(query.page, shown.len(), page.display.per_page);
        Self {
            page: page.clone(),
            query: query.with_page(paging.page),
            summary: summary(shown.len(), query),
            all,
            categories,
            sorts: Sort::ALL.map(|sort| SortOption::new(page, sort, query.sort)),
            teas: shown[paging.range()].iter().map(|tea| tea.localized(language)).collect(),
            paging,
        }
    }
}

impl<'a> CategoryLink<'a> {
    fn new(name: Cow<'a, str>, query: CatalogueQuery<'a>, category: &'a str, count: usize) -> Self {
        let is_current = query.category == category;
        Self { name, href: query.with_category(category).href(), count, is_current }
    }
}

impl SortOption {
    fn new(page: &Page, sort: Sort, current: Sort) -> Self {
        let name = match sort {
            Sort::Default => page.text("catalogue-sort-shelf"),
            Sort::Name => page.text("catalogue-sort-name"),
            Sort::PriceUp => page.text("catalogue-sort-price-up"),
            Sort::PriceDown => page.text("catalogue-sort-price-down"),
        };
        Self { code: sort.code(), name, is_current: sort == current }
    }
}

/// Returns a link for each category, in the order of the catalogue, with the number of
/// teas found in it. A category without a match stays, so that the links keep their
/// places.
fn category_links<'a>(
    page: &Page,
    all: &'a [Tea],
    found: &[&Tea],
    query: CatalogueQuery<'a>,
) -> Vec<CategoryLink<'a>> {
    let mut categories: Vec<&str> = Vec::new();
    for tea in all {
        if !categories.contains(&tea.category.as_str()) {
            categories.push(&tea.category);
        }
    }
    let link = |category| {
        let count = found.iter().filter(|tea| tea.category == category).count();
        CategoryLink::new(category_name(page, category), query, category, count)
    };
    categories.into_iter().map(link).collect()
}

/// Returns the name of a category in the page's language. The database identifies it by
/// a code; a code without a name is shown unchanged.
pub fn category_name<'a>(page: &Page, code: &'a str) -> Cow<'a, str> {
    match code {
        "green" => page.text("catalogue-category-green"),
        "white" => page.text("catalogue-category-white"),
        "oolong" => page.text("catalogue-category-oolong"),
        "black" => page.text("catalogue-category-black"),
        "dark" => page.text("catalogue-category-dark"),
        "herbal" => page.text("catalogue-category-herbal"),
        _ => Cow::Borrowed(code),
    }
}

fn summary(count: usize, query: CatalogueQuery) -> Message {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    if query.search_text.is_empty() {
        Message::new("catalogue-lede").count("count", count)
    } else {
        Message::new("catalogue-found").count("count", count).with("words", query.search_text)
    }
}
