//! The teas, kept in memory: they change with a delivery or an order, and are
//! asked for on every page. An order refreshes them, and so does a timer, for
//! what other processes on the same database sold.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, RwLock},
};

use diesel::prelude::*;

use crate::{
    databases::{
        Database, DatabaseError,
        schema::{product_texts, products},
    },
    i18n::Language,
};

/// What is said of a tea in one language.
#[derive(Clone, Debug, Default, Queryable)]
pub struct TeaText {
    /// Its name.
    pub name: String,
    /// Where it grows.
    pub origin: String,
    /// One sentence.
    pub summary: String,
    /// A few sentences.
    pub description: String,
}

/// A tea.
#[derive(Clone, Debug)]
pub struct Tea {
    /// Number in the database.
    pub id: i32,
    /// Name in addresses.
    pub slug: String,
    /// Kind of tea, such as `green`.
    pub category: String,
    /// US cents for a packet.
    pub price: i64,
    /// Weight of a packet.
    pub grams: i32,
    /// Packets in stock, as far as this process knows.
    pub stock: u32,
    picture: String,
    texts: [TeaText; 3],
    searchable: String,
}

/// A tea and what is said of it in one language: what a template shows.
#[derive(Clone, Copy, Debug)]
pub struct LocalizedTea<'a> {
    /// The tea.
    pub tea: &'a Tea,
    /// What is said of it.
    pub text: &'a TeaText,
}

/// With so few packets or fewer, the page says how many are left.
const LOW_STOCK: u32 = 10;

impl Tea {
    /// What is said of it.
    pub fn text(&self, language: Language) -> &TeaText {
        &self.texts[language as usize]
    }

    /// Itself and what is said of it.
    pub fn localized(&self, language: Language) -> LocalizedTea<'_> {
        LocalizedTea { tea: self, text: self.text(language) }
    }

    /// Whether a word in lower case occurs in what is said of it, in any of
    /// the languages.
    pub fn mentions(&self, word: &str) -> bool {
        self.searchable.contains(word)
    }

    /// Whether no packet is left.
    pub fn is_sold_out(&self) -> bool {
        self.stock == 0
    }

    /// Whether so few are left that it is worth saying.
    pub fn is_low(&self) -> bool {
        self.stock <= LOW_STOCK
    }

    /// The path of its picture among the static files.
    pub fn picture(&self) -> &str {
        &self.picture
    }
}

/// All teas at one moment.
#[derive(Debug, Default)]
pub struct Teas {
    all: Vec<Tea>,
    by_slug: HashMap<String, usize>,
}

impl Teas {
    /// In the order of the catalogue.
    pub fn all(&self) -> &[Tea] {
        &self.all
    }

    /// The tea of that name.
    pub fn by_slug(&self, slug: &str) -> Option<&Tea> {
        self.by_slug.get(slug).map(|index| &self.all[*index])
    }

    /// The tea of that number.
    pub fn by_id(&self, id: i32) -> Option<&Tea> {
        self.all.iter().find(|tea| tea.id == id)
    }

    fn new(all: Vec<Tea>) -> Self {
        let by_slug = all.iter().enumerate().map(|(index, tea)| (tea.slug.clone(), index)).collect();
        Self { all, by_slug }
    }
}

/// The teas as they are now; all clones see the same.
#[derive(Clone, Default)]
pub struct Catalogue(Arc<RwLock<Arc<Teas>>>);

impl Catalogue {
    /// Read from the database.
    pub async fn load(database: &Database) -> Result<Self, DatabaseError> {
        let catalogue = Self::default();
        catalogue.refresh(database).await?;
        Ok(catalogue)
    }

    /// The teas as they are now.
    pub fn teas(&self) -> Arc<Teas> {
        let teas = self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        Arc::clone(&teas)
    }

    /// Reads them again.
    pub async fn refresh(&self, database: &Database) -> Result<(), DatabaseError> {
        let teas = Arc::new(database.read(select).await?);
        *self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner) = teas;
        Ok(())
    }
}

fn select(connection: &mut crate::databases::Connection) -> QueryResult<Teas> {
    type Row = (i32, String, String, i64, i32, i32);
    let rows: Vec<Row> = products::table.order(products::id).load(connection)?;
    let columns =
        (product_texts::name, product_texts::origin, product_texts::summary, product_texts::description);
    let texts: Vec<(i32, String, TeaText)> = product_texts::table
        .select((product_texts::product_id, product_texts::language, columns))
        .load(connection)?;
    let mut texts: BTreeMap<(i32, String), TeaText> =
        texts.into_iter().map(|(id, language, text)| ((id, language), text)).collect();
    let teas = rows.into_iter().map(|(id, slug, category, price, grams, stock)| {
        let texts =
            Language::ALL.map(|language| texts.remove(&(id, language.code().to_owned())).unwrap_or_default());
        let stock = u32::try_from(stock).unwrap_or(0);
        let (picture, searchable) = (picture(&slug), searchable(&texts));
        Tea { id, slug, category, price, grams, stock, picture, texts, searchable }
    });
    Ok(Teas::new(teas.collect()))
}

fn picture(slug: &str) -> String {
    format!("teas/{slug}.svg")
}

/// Everything that is said, in lower case; made once, searched often.
fn searchable(texts: &[TeaText; 3]) -> String {
    let said = texts.iter().flat_map(|text| [&text.name, &text.origin, &text.summary, &text.description]);
    said.map(|text| text.to_lowercase()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
impl Tea {
    /// A tea for a test, with one name in all languages.
    pub(in crate::shop) fn sample(slug: &str, name: &str, price: i64, stock: u32) -> Self {
        let text = TeaText { name: name.to_owned(), ..TeaText::default() };
        let texts = [text.clone(), text.clone(), text];
        let (slug, category) = (slug.to_owned(), "green".to_owned());
        let (picture, searchable) = (picture(&slug), searchable(&texts));
        Self { id: 0, slug, category, price, grams: 50, stock, picture, texts, searchable }
    }
}

#[cfg(test)]
impl Teas {
    /// Teas for a test.
    pub(in crate::shop) fn samples(all: Vec<Tea>) -> Self {
        Self::new(all)
    }
}
