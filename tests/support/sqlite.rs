//! The shop's SQLite file, opened behind its back: to look what really lies
//! there, and to break it.

use std::path::Path;

use diesel::{
    Connection, QueryableByName, RunQueryDsl, SqliteConnection, connection::SimpleConnection, sql_query,
    sql_types::Text,
};

pub struct Sqlite(SqliteConnection);

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    text: String,
}

impl Sqlite {
    pub fn open(file: &Path) -> Self {
        assert!(file.is_file(), "there is no {}", file.display());
        let mut connection = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
        connection.batch_execute("PRAGMA busy_timeout = 5000").unwrap();
        Self(connection)
    }

    pub fn run(&mut self, sql: &str) {
        self.0.batch_execute(sql).unwrap();
    }

    /// The values of an expression, such as a column, in the order of the rows.
    pub fn texts(&mut self, expression: &str, from: &str) -> Vec<String> {
        let query = format!("SELECT COALESCE(CAST({expression} AS TEXT), '') AS text FROM {from}");
        let rows: Vec<Row> = sql_query(query).load(&mut self.0).unwrap();
        rows.into_iter().map(|row| row.text).collect()
    }

    /// The one value of an expression.
    pub fn text(&mut self, expression: &str, from: &str) -> String {
        let mut texts = self.texts(expression, from);
        assert_eq!(texts.len(), 1, "{from}: {texts:?}");
        texts.remove(0)
    }

    pub fn count(&mut self, from: &str) -> usize {
        self.texts("1", from).len()
    }

    /// The tables in any of whose columns `text` stands somewhere.
    pub fn tables_with(&mut self, text: &str) -> Vec<String> {
        let tables = self.texts("name", "sqlite_master WHERE type = 'table'");
        tables.into_iter().filter(|table| self.stands_in(text, table)).collect()
    }

    fn stands_in(&mut self, text: &str, table: &str) -> bool {
        let columns = self.texts("name", &format!("pragma_table_info('{table}')"));
        columns.iter().any(|column| self.texts(column, table).iter().any(|value| value.contains(text)))
    }
}
