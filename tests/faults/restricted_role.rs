//! A role that may read and write rows, and may not create tables. It serves a database
//! that another role has migrated.

use diesel::{Connection, MysqlConnection, PgConnection, connection::SimpleConnection};

use crate::support::{
    process::Process,
    servers::{mariadb, postgres},
    visitor::Visitor,
};

const NO_MIGRATE: (&str, &str) = ("SHOP_MIGRATE", "false");

const ROWS: &str = "SELECT, INSERT, UPDATE, DELETE";

/// Checks what a restricted role can do before and after a migration. `restricted` is its
/// URL of the database at `owner`, and `grant` lets it read and write the rows.
async fn serves_what_another_role_has_migrated(owner: &str, restricted: &str, grant: impl Fn()) {
    let folder = tempfile::tempdir().unwrap();
    let start = |settings: &[_]| Process::try_start(folder.path(), settings);
    let log = start(&[("DATABASE_URL", restricted), NO_MIGRATE]).map(drop).unwrap_err();
    assert!(log.contains("session-shop migrate") && log.contains("20261101000001"), "{log}");
    drop(start(&[("DATABASE_URL", owner)]).unwrap());
    grant();
    // Without pending migrations, the setting makes no difference.
    for settings in [&[("DATABASE_URL", restricted), NO_MIGRATE][..], &[("DATABASE_URL", restricted)]] {
        let shop = start(settings).unwrap();
        let visitor = Visitor::new(shop.address());
        visitor.add_to_cart("keemun-black", 1).await;
        assert_eq!(visitor.get("/cart").await.cart_lines().len(), 1);
    }
}

#[actix_web::test]
async fn a_restricted_role_of_postgresql_serves() {
    let owner = postgres().new_database();
    postgres().run("DROP ROLE IF EXISTS clerk; CREATE ROLE clerk LOGIN");
    let restricted = owner.replace("shop@", "clerk@");
    serves_what_another_role_has_migrated(&owner, &restricted, || {
        let grant = format!("GRANT {ROWS} ON ALL TABLES IN SCHEMA public TO clerk");
        let grant = format!("{grant}; GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO clerk");
        PgConnection::establish(&owner).unwrap().batch_execute(&grant).unwrap();
    })
    .await;
}

#[actix_web::test]
async fn a_restricted_role_of_mariadb_serves() {
    let owner = mariadb().new_database();
    let (_, name) = owner.rsplit_once('/').unwrap();
    let grant = format!("CREATE OR REPLACE USER clerk; GRANT {ROWS} ON {name}.* TO clerk");
    MysqlConnection::establish(&owner).unwrap().batch_execute(&grant).unwrap();
    serves_what_another_role_has_migrated(&owner, &owner.replace("root@", "clerk@"), || {}).await;
}
