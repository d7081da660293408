//! The teas in memory. Every page needs them, and they change rarely. An order reloads
//! them from the database; a timer does too, because other processes on the same
//! database sell teas as well.

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

/// The texts of a tea in one language.
#[derive(Clone, Debug, Default, Queryable)]
pub struct TeaText {
    /// Name.
    pub name: String,
    /// Place of origin.
    pub origin: String,
    /// Time of the harvest.
    pub harvest: Option<String>,
    /// Summary, one sentence.
    pub summary: String,
    /// Description, a few sentences.
    pub description: String,
}

/// A tea.
#[derive(Clone, Debug)]
pub struct Tea {
    /// Primary key of the table `products`.
    pub id: i32,
    /// Name in URLs.
    pub slug: String,
    /// Code of the category, such as `green`.
    pub category: String,
    /// Price of a packet, US cents.
    pub price: i64,
    /// Weight of a packet, grams.
    pub grams: i32,
    /// Packets in stock when the teas were loaded.
    pub stock: u32,
    /// Temperature of the water, degrees Celsius.
    pub celsius: Option<i32>,
    /// Shortest and longest first steeping, seconds.
    pub steeping: Option<(i32, i32)>,
    picture: String,
    /// One for each language, in the order of [`Language::ALL`].
    texts: [TeaText; 3],
    /// All texts in lower case, for the search.
    searchable: String,
}

/// A tea and its texts in one language, for a template.
#[derive(Clone, Copy, Debug)]
pub struct LocalizedTea<'a> {
    /// The tea.
    pub tea: &'a Tea,
    /// Its texts in the page's language.
    pub text: &'a TeaText,
}

/// The largest stock, in packets, at which pages show the number of packets left.
const LOW_STOCK: u32 = 10;

impl Tea {
    /// Returns the texts in `language`.
    pub fn text(&self, language: Language) -> &TeaText {
        &self.texts[language as usize]
    }

    /// Returns the tea with its texts in `language`.
    pub fn localized(&self, language: Language) -> LocalizedTea<'_> {
        LocalizedTea { tea: self, text: self.text(language) }
    }

    /// Returns whether a text of any language contains `word`, which is in lower case.
    pub fn contains_word(&self, word: &str) -> bool {
        self.searchable.contains(word)
    }

    /// Returns whether no packet is in stock.
    pub fn is_sold_out(&self) -> bool {
        self.stock == 0
    }

    /// Returns whether pages show the number of packets left.
    pub fn is_low_in_stock(&self) -> bool {
        self.stock <= LOW_STOCK
    }

    /// Returns the path of its picture in the folder of static files.
    pub fn picture(&self) -> &str {
        &self.picture
    }
}

/// All teas, as loaded at one time.
#[derive(Debug, Default)]
pub struct Teas {
    all: Vec<Tea>,
    by_slug: HashMap<String, usize>,
}

impl Teas {
    /// Returns the teas in the order of the catalogue.
    pub fn all(&self) -> &[Tea] {
        &self.all
    }

    /// Returns the tea with this slug.
    pub fn by_slug(&self, slug: &str) -> Option<&Tea> {
        self.by_slug.get(slug).map(|index| &self.all[*index])
    }

    /// Returns the tea with this primary key.
    pub fn by_id(&self, id: i32) -> Option<&Tea> {
        self.all.iter().find(|tea| tea.id == id)
    }

    fn new(all: Vec<Tea>) -> Self {
        let by_slug = all.iter().enumerate().map(|(index, tea)| (tea.slug.clone(), index)).collect();
        Self { all, by_slug }
    }
}

/// The current teas. All clones share them.
#[derive(Clone, Default)]
pub struct Catalogue(Arc<RwLock<Arc<Teas>>>);

impl Catalogue {
    /// Loads the teas from the database.
    ///
    /// # Errors
    /// Returns the error of the database.
    pub async fn load(database: &Database) -> Result<Self, DatabaseError> {
        let catalogue = Self::default();
        catalogue.refresh(database).await?;
        Ok(catalogue)
    }

    /// Returns the current teas.
    pub fn teas(&self) -> Arc<Teas> {
        let teas = self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        Arc::clone(&teas)
    }

    /// Loads the teas again.
    ///
    /// # Errors
    /// Returns the error of the database. The teas stay as they were.
    pub async fn refresh(&self, database: &Database) -> Result<(), DatabaseError> {
        let teas = Arc::new(database.read(select).await?);
        *self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner) = teas;
        Ok(())
    }
}

fn select(connection: &mut crate::databases::Connection) -> QueryResult<Teas> {
    type Row = (i32, String, String, i64, i32, i32, Option<i32>, Option<i32>, Option<i32>);
    let rows: Vec<Row> = products::table.order(products::id).load(connection)?;
    let columns = (
        product_texts::name,
        product_texts::origin,
        product_texts::harvest,
        product_texts::summary,
        product_texts::description,
    );
    let texts: Vec<(i32, String, TeaText)> = product_texts::table
        .select((product_texts::product_id, product_texts::language, columns))
        .load(connection)?;
    let mut texts: BTreeMap<(i32, String), TeaText> =
        texts.into_iter().map(|(id, language, text)| ((id, language), text)).collect();
    let teas = rows.into_iter().map(|(id, slug, category, price, grams, stock, celsius, from, to)| {
        let texts =
            Language::ALL.map(|language| texts.remove(&(id, language.code().to_owned())).unwrap_or_default());
        let stock = u32::try_from(stock).unwrap_or(0);
        let (picture, searchable) = (picture(&slug), searchable(&texts));
        let steeping = from.zip(to);
        Tea { id, slug, category, price, grams, stock, celsius, steeping, picture, texts, searchable }
    });
    Ok(Teas::new(teas.collect()))
}

fn picture(slug: &str) -> String {
    format!("teas/{slug}.svg")
}

/// Joins all texts, in lower case.
fn searchable(texts: &[TeaText; 3]) -> String {
    let all = texts.iter().flat_map(|text| [&text.name, &text.origin, &text.summary, &text.description]);
    all.map(|text| text.to_lowercase()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
impl Tea {
    /// Creates a tea for a test, with one name in all languages.
    pub(in crate::shop) fn sample(slug: &str, name: &str, price: i64, stock: u32) -> Self {
        let text = TeaText { name: name.to_owned(), ..TeaText::default() };
        let texts = [text.clone(), text.clone(), text];
        let (slug, category) = (slug.to_owned(), "green".to_owned());
        let (picture, searchable) = (picture(&slug), searchable(&texts));
        let (celsius, steeping) = (Some(80), Some((120, 180)));
        Self { id: 0, slug, category, price, grams: 50, stock, celsius, steeping, picture, texts, searchable }
    }
}

#[cfg(test)]
impl Teas {
    /// Creates teas for a test.
    pub(in crate::shop) fn samples(all: Vec<Tea>) -> Self {
        Self::new(all)
    }
}
