//! The shop's first page: the teas, which can be searched, sorted and leafed
//! through. Nothing here needs a session, and a stranger who only looks
//! gets none (A2).

use std::{borrow::Cow, collections::BTreeMap};

use actix_web::{
    HttpResponse,
    web::{self, Data, Query, ServiceConfig},
};
use askama::Template;

use super::{
    Catalogue, LocalizedTea, Tea, Teas, category,
    paging::Paging,
    search::{Sort, Wish, search},
};
use crate::{
    i18n::Message,
    web::{Error, Page, respond},
};

/// `/`.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/").get(shelf));
}

#[derive(Template)]
#[template(path = "shop/catalogue.html")]
struct ShelfPage<'a> {
    page: Page,
    wish: Wish<'a>,
    summary: Message,
    all: Chip<'a>,
    chips: Vec<Chip<'a>>,
    sorts: [SortOption; 4],
    teas: Vec<LocalizedTea<'a>>,
    paging: Paging,
}

/// A kind of tea, how many of it were found, and the way there.
struct Chip<'a> {
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

async fn shelf(
    page: Page,
    catalogue: Data<Catalogue>,
    fields: Query<BTreeMap<String, String>>,
) -> Result<HttpResponse, Error> {
    let teas = catalogue.teas();
    let wish = Wish::from_query(&fields);
    respond::html(&page, &ShelfPage::new(&page, &teas, wish))
}

impl<'a> ShelfPage<'a> {
    fn new(page: &Page, teas: &'a Teas, wish: Wish<'a>) -> Self {
        let language = page.display.language;
        let found = search(teas.all(), wish.words);
        let all = Chip::new(page.text("catalogue-all"), wish, "", found.len());
        let chips = chips(page, teas.all(), &found, wish);

        let mut shown = found;
        shown.retain(|tea| wish.category.is_empty() || tea.category == wish.category);
        wish.sort.apply(&mut shown, language);
        let paging = Paging::new(wish.page, shown.len(), page.display.per_page);
        Self {
            page: page.clone(),
            wish: wish.on_page(paging.page),
            summary: summary(shown.len(), wish),
            all,
            chips,
            sorts: Sort::ALL.map(|sort| SortOption::new(page, sort, wish.sort)),
            teas: shown[paging.range()].iter().map(|tea| tea.localized(language)).collect(),
            paging,
        }
    }
}

impl<'a> Chip<'a> {
    fn new(name: Cow<'a, str>, wish: Wish<'a>, category: &'a str, count: usize) -> Self {
        let is_current = wish.category == category;
        Self { name, href: wish.of_category(category).href(), count, is_current }
    }
}

impl SortOption {
    fn new(page: &Page, sort: Sort, current: Sort) -> Self {
        let name = match sort {
            Sort::Shelf => page.text("catalogue-sort-shelf"),
            Sort::Name => page.text("catalogue-sort-name"),
            Sort::PriceUp => page.text("catalogue-sort-price-up"),
            Sort::PriceDown => page.text("catalogue-sort-price-down"),
        };
        Self { code: sort.code(), name, is_current: sort == current }
    }
}

/// One chip a kind, in the order of the shelf. The numbers are of what was
/// found; a kind without any stays, so that the chips don't jump about.
fn chips<'a>(page: &Page, all: &'a [Tea], found: &[&Tea], wish: Wish<'a>) -> Vec<Chip<'a>> {
    let mut kinds: Vec<&str> = Vec::new();
    for tea in all {
        if !kinds.contains(&tea.category.as_str()) {
            kinds.push(&tea.category);
        }
    }
    let chip = |kind| {
        let count = found.iter().filter(|tea| tea.category == kind).count();
        Chip::new(category::name(page, kind), wish, kind, count)
    };
    kinds.into_iter().map(chip).collect()
}

fn summary(count: usize, wish: Wish) -> Message {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    if wish.words.is_empty() {
        Message::new("catalogue-lede").count("count", count)
    } else {
        Message::new("catalogue-found").count("count", count).with("words", wish.words)
    }
}
