//! The initial teas: a TOML file, inserted when the table `products` is empty.

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
    en: SeedText,
    #[serde(rename = "zh-Hant")]
    traditional: SeedText,
    #[serde(rename = "zh-Hans")]
    simplified: SeedText,
}

#[derive(Deserialize)]
struct SeedText {
    name: String,
    origin: String,
    summary: String,
    description: String,
}

/// The initial teas, which are inserted into an empty catalogue.
pub const INITIAL_TEAS: InitialRows = InitialRows { are_missing: is_empty, insert: insert_all };

fn is_empty(connection: &mut Connection) -> QueryResult<bool> {
    let present: i64 = products::table.count().get_result(connection)?;
    Ok(present == 0)
}

fn insert_all(connection: &mut Connection) -> Result<usize, DatabaseError> {
    let File { tea } = toml::from_str(TEAS).map_err(|error| DatabaseError::Migration(error.to_string()))?;
    for tea in &tea {
        insert(connection, tea)?;
    }
    Ok(tea.len())
}

fn insert(connection: &mut Connection, tea: &SeedTea) -> QueryResult<()> {
    let values = (
        products::slug.eq(&tea.slug),
        products::category.eq(&tea.category),
        products::price.eq(tea.price),
        products::grams.eq(tea.grams),
        products::stock.eq(tea.stock),
    );
    diesel::insert_into(products::table).values(values).execute(connection)?;
    let id: i32 =
        products::table.filter(products::slug.eq(&tea.slug)).select(products::id).first(connection)?;
    for (language, text) in [("en", &tea.en), ("zh-Hant", &tea.traditional), ("zh-Hans", &tea.simplified)] {
        let values = (
            product_texts::product_id.eq(id),
            product_texts::language.eq(language),
            product_texts::name.eq(&text.name),
            product_texts::origin.eq(&text.origin),
            product_texts::summary.eq(&text.summary),
            product_texts::description.eq(&text.description),
        );
        diesel::insert_into(product_texts::table).values(values).execute(connection)?;
    }
    Ok(())
}
