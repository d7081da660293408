//! `/lab/engines` measures and compares the engines.

use super::support::TestApp;

#[actix_web::test]
async fn available_engines_are_measured_and_the_others_show_the_reason() {
    let app = TestApp::with(&[("caches.redis.url", "redis://127.0.0.1:1/0")]).await;
    let visitor = app.visitor();
    assert!(!visitor.get("/lab/engines").await.contains("id=\"measured\""));
    let response = visitor.post("/lab/engines", &[("size", "2000")]).await;
    let page = visitor.follow(response).await;
    for engine in ["db", "file", "cache", "cached_db", "signed_cookies"] {
        let figures = rows(&page.body, engine).iter().map(|row| microseconds(row)).collect::<Vec<_>>();
        // `signed_cookies` may take 0 µs to load. One second or more would be an
        // error of the measurement.
        let is_measured = |steps: &Vec<u32>| steps.len() == 3 && steps.iter().all(|step| *step < 1_000_000);
        assert!(figures.iter().any(is_measured), "{engine}: {figures:?}");
    }
    // An engine with a database takes longer than one in memory.
    let [in_database, in_memory] = ["db", "cache"].map(|engine| microseconds(&rows(&page.body, engine)[0]));
    assert!(in_database.iter().sum::<u32>() > in_memory.iter().sum(), "{in_database:?} {in_memory:?}");
    let redis = rows(&page.body, "cache").into_iter().find(|row| row.contains("Redis")).unwrap();
    assert!(redis.contains("Not available here") && redis.contains("refused"), "{redis}");
    // The data travels with each request: base64 makes four letters of three bytes.
    let bytes = cookie_bytes(&rows(&page.body, "signed_cookies")[0]);
    assert!((2_700..2_900).contains(&bytes), "{bytes}");
    assert!(cookie_bytes(&rows(&page.body, "db")[0]) < 100);
}

/// D21: the page has a table of the faults that each engine survives.
#[actix_web::test]
async fn the_table_of_survived_faults_has_every_cell() {
    let app = TestApp::start().await;
    let page = app.visitor().get("/lab/engines").await;
    let table = page.body.split("id=\"survival\"").nth(1).unwrap().split("</table>").next().unwrap();
    for column in ["db", "file", "cache", "cached_db", "signed_cookies"] {
        assert!(table.contains(column), "{column}");
    }
    let rows: Vec<&str> = table.split("<tr").skip(2).collect();
    assert!(rows.len() >= 8, "{} rows", rows.len());
    for row in rows {
        assert_eq!(row.matches("<td").count(), 6, "one cell for each column: {row}");
    }
}

#[actix_web::test]
async fn a_session_that_is_too_large_for_a_cookie_is_marked() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let response = visitor.post("/lab/engines", &[("size", "20000")]).await;
    let page = visitor.follow(response).await;
    assert!(rows(&page.body, "signed_cookies")[0].contains("browsers drop it"));
    assert!(!rows(&page.body, "db")[0].contains("browsers drop it"));
}

#[actix_web::test]
async fn a_measurement_is_shown_to_its_browser_only_and_leaves_no_session() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.post("/lab/engines", &[("size", "200")]).await;
    assert!(visitor.get("/lab/engines").await.contains("id=\"measured\""));
    assert!(!app.visitor().get("/lab/engines").await.contains("id=\"measured\""));
    assert_eq!(app.sqlite().count("sessions"), 0);
}

#[actix_web::test]
async fn an_unknown_size_is_refused() {
    let app = TestApp::start().await;
    for size in ["", "0", "many", "99999999999999999999"] {
        let page = app.visitor().post("/lab/engines", &[("size", size)]).await;
        assert_eq!(page.status, 422, "{size:?}");
        assert!(page.contains("200, 2000, 20000"), "{size:?}");
    }
}

/// Returns the rows of an engine in the table of figures.
fn rows(html: &str, engine: &str) -> Vec<String> {
    let mark = format!("<tr data-engine=\"{engine}\">");
    html.split(&mark).skip(1).map(|rest| rest.split("</tr>").next().unwrap().to_owned()).collect()
}

/// Returns the figures of a row in microseconds: load, create and replace.
fn microseconds(row: &str) -> Vec<u32> {
    let cells = row.split("class=\"lab-bar__number\">").skip(1);
    let texts = cells.map(|cell| cell.split("</span>").next().unwrap());
    texts.map(|text| text.strip_suffix(" µs").unwrap_or(text).replace(',', "").parse().unwrap()).collect()
}

/// Returns the number of bytes in the last cell of a row.
fn cookie_bytes(row: &str) -> usize {
    let text = row.rsplit("<td>").next().unwrap().split(" bytes").next().unwrap();
    text.replace(',', "").parse().unwrap()
}
