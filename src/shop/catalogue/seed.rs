//! The initial teas: a TOML file, inserted when the table `products` is empty. Of a table
//! that an older version of the program has filled, the columns that came later are filled.

use diesel::prelude::*;
use serde::Deserialize;

use crate::databases::{
    Connection, DatabaseError, InitialRows,
    schema::{product_texts, products},
};

const TEAS: &str = include_str!("../../../catalogue/teas.toml");

#[derive(Deserialize)]
struct File {
    tea: Vec<SeedTea>,
}

#[derive(Deserialize)]
struct SeedTea {
    slug: String,
    category: String,
    price: i64,
    grams: i32,
    stock: i32,
    celsius: i32,
    /// The first steeping: seconds, or the shortest and the longest time.
    seconds: Vec<i32>,
    en: SeedText,
    #[serde(rename = "zh-Hant")]
    traditional: SeedText,
    #[serde(rename = "zh-Hans")]
    simplified: SeedText,
}

impl SeedTea {
    /// Returns the texts with the codes of their languages.
    fn texts(&self) -> [(&'static str, &SeedText); 3] {
        [("en", &self.en), ("zh-Hant", &self.traditional), ("zh-Hans", &self.simplified)]
    }
}

#[derive(Deserialize)]
struct SeedText {
    name: String,
    origin: String,
    harvest: String,
    summary: String,
    description: String,
}

/// The initial teas, which are inserted into an empty catalogue.
pub const INITIAL_TEAS: InitialRows = InitialRows { are_missing, insert: insert_or_complete };

fn are_missing(connection: &mut Connection) -> QueryResult<bool> {
    Ok(is_empty(connection)? || !incomplete(connection)?.is_empty())
}

fn is_empty(connection: &mut Connection) -> QueryResult<bool> {
    let present: i64 = products::table.count().get_result(connection)?;
    Ok(present == 0)
}

/// Returns the id and the slug of the initial teas that an older version has inserted.
fn incomplete(connection: &mut Connection) -> QueryResult<Vec<(i32, String)>> {
    let rows = products::table.filter(products::celsius.is_null());
    let mut rows: Vec<(i32, String)> = rows.select((products::id, products::slug)).load(connection)?;
    rows.retain(|(_, slug)| TEAS.contains(&format!("\nslug = \"{slug}\"\n")));
    Ok(rows)
}

fn insert_or_complete(connection: &mut Connection) -> Result<usize, DatabaseError> {
    let File { tea: teas } =
        toml::from_str(TEAS).map_err(|error| DatabaseError::Migration(error.to_string()))?;
    if is_empty(connection)? {
        for tea in &teas {
            insert(connection, tea)?;
        }
        return Ok(teas.len());
    }
    for (id, slug) in incomplete(connection)? {
        if let Some(tea) = teas.iter().find(|tea| tea.slug == slug) {
            complete(connection, id, tea)?;
        }
    }
    Ok(0)
}

/// Fills the columns of the migration `000015_brewing`.
fn complete(connection: &mut Connection, id: i32, tea: &SeedTea) -> QueryResult<()> {
    let values = (
        products::celsius.eq(tea.celsius),
        products::seconds_from.eq(tea.seconds.first()),
        products::seconds_to.eq(tea.seconds.last()),
    );
    diesel::update(products::table.find(id)).set(values).execute(connection)?;
    for (language, text) in tea.texts() {
        diesel::update(product_texts::table.find((id, language)))
            .set(product_texts::harvest.eq(&text.harvest))
            .execute(connection)?;
    }
    Ok(())
}

fn insert(connection: &mut Connection, tea: &SeedTea) -> QueryResult<()> {
    let values = (
        products::slug.eq(&tea.slug),
        products::category.eq(&tea.category),
        products::price.eq(tea.price),
        products::grams.eq(tea.grams),
        products::stock.eq(tea.stock),
        products::celsius.eq(tea.celsius),
        products::seconds_from.eq(tea.seconds.first()),
        products::seconds_to.eq(tea.seconds.last()),
    );
    diesel::insert_into(products::table).values(values).execute(connection)?;
    let id: i32 =
        products::table.filter(products::slug.eq(&tea.slug)).select(products::id).first(connection)?;
    for (language, text) in tea.texts() {
        let values = (
            product_texts::product_id.eq(id),
            product_texts::language.eq(language),
            product_texts::name.eq(&text.name),
            product_texts::origin.eq(&text.origin),
            product_texts::harvest.eq(&text.harvest),
            product_texts::summary.eq(&text.summary),
            product_texts::description.eq(&text.description),
        );
        diesel::insert_into(product_texts::table).values(values).execute(connection)?;
    }
    Ok(())
}
