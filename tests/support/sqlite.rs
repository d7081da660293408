//! A second connection to the shop's SQLite file, with which a test reads what is
//! stored there, or damages it.

use std::path::Path;

use diesel::{
    Connection, QueryableByName, RunQueryDsl, SqliteConnection, connection::SimpleConnection, sql_query,
    sql_types::Text,
};

/// The connection.
pub struct Sqlite(SqliteConnection);

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    text: String,
}

impl Sqlite {
    /// Opens an existing file.
    pub fn open(file: &Path) -> Self {
        assert!(file.is_file(), "there is no {}", file.display());
        let mut connection = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
        connection.batch_execute("PRAGMA busy_timeout = 5000").unwrap();
        Self(connection)
    }

    /// Runs SQL statements.
    pub fn run(&mut self, sql: &str) {
        self.0.batch_execute(sql).unwrap();
    }

    /// Returns the values of an SQL expression, such as a column, for each row of `from`.
    pub fn texts(&mut self, expression: &str, from: &str) -> Vec<String> {
        let query = format!("SELECT COALESCE(CAST({expression} AS TEXT), '') AS text FROM {from}");
        let rows: Vec<Row> = sql_query(query).load(&mut self.0).unwrap();
        rows.into_iter().map(|row| row.text).collect()
    }

    /// Returns the value of an SQL expression. Panics unless `from` has exactly one row.
    pub fn text(&mut self, expression: &str, from: &str) -> String {
        let mut texts = self.texts(expression, from);
        assert_eq!(texts.len(), 1, "{from}: {texts:?}");
        texts.remove(0)
    }

    /// Returns the number of rows of `from`.
    pub fn count(&mut self, from: &str) -> usize {
        self.texts("1", from).len()
    }

    /// Returns the tables that contain `text` in any column.
    pub fn tables_with(&mut self, text: &str) -> Vec<String> {
        let tables = self.texts("name", "sqlite_master WHERE type = 'table'");
        tables.into_iter().filter(|table| self.is_in_table(text, table)).collect()
    }

    fn is_in_table(&mut self, text: &str, table: &str) -> bool {
        let columns = self.texts("name", &format!("pragma_table_info('{table}')"));
        columns.iter().any(|column| self.texts(column, table).iter().any(|value| value.contains(text)))
    }
}
