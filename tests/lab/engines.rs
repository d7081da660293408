//! The engines compared.

use super::support::TestApp;

#[actix_web::test]
async fn every_engine_that_is_here_is_measured_and_the_others_say_why_not() {
    let app = TestApp::with(&[("caches.redis.url", "redis://127.0.0.1:1/0")]).await;
    let visitor = app.visitor();
    assert!(!visitor.get("/lab/engines").await.contains("id=\"measured\""));
    let answer = visitor.post("/lab/engines", &[("size", "2000")]).await;
    let page = visitor.follow(answer).await;
    for engine in ["db", "file", "cache", "cached_db", "signed_cookies"] {
        let figures = rows(&page.body, engine).iter().map(|row| microseconds(row)).collect::<Vec<_>>();
        // Nothing at all is done by signed_cookies for a load of nothing; a
        // second would be no measurement of this machine.
        let is_measured = |steps: &Vec<u32>| steps.len() == 3 && steps.iter().all(|step| *step < 1_000_000);
        assert!(figures.iter().any(is_measured), "{engine}: {figures:?}");
    }
    // What has a disk or a database behind it takes longer than what has not.
    let [in_database, in_memory] = ["db", "cache"].map(|engine| microseconds(&rows(&page.body, engine)[0]));
    assert!(in_database.iter().sum::<u32>() > in_memory.iter().sum(), "{in_database:?} {in_memory:?}");
    let redis = rows(&page.body, "cache").into_iter().find(|row| row.contains("Redis")).unwrap();
    assert!(redis.contains("Not available here") && redis.contains("refused"), "{redis}");
    // The data travels with each request: base64 makes four letters of three bytes.
    let bytes = cookie_bytes(&rows(&page.body, "signed_cookies")[0]);
    assert!((2_700..2_900).contains(&bytes), "{bytes}");
    assert!(cookie_bytes(&rows(&page.body, "db")[0]) < 100);
}

/// D21: which is safest. What each engine survives is in a table.
#[actix_web::test]
async fn the_table_of_what_each_engine_survives_has_no_gap() {
    let app = TestApp::start().await;
    let page = app.visitor().get("/lab/engines").await;
    let table = page.body.split("id=\"survival\"").nth(1).unwrap().split("</table>").next().unwrap();
    for column in ["db", "file", "cache", "cached_db", "signed_cookies"] {
        assert!(table.contains(column), "{column}");
    }
    let rows: Vec<&str> = table.split("<tr").skip(2).collect();
    assert!(rows.len() >= 8, "{} rows", rows.len());
    for row in rows {
        assert_eq!(row.matches("<td").count(), 6, "one cell a column: {row}");
    }
}

#[actix_web::test]
async fn a_session_that_no_cookie_can_hold_is_marked() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let answer = visitor.post("/lab/engines", &[("size", "20000")]).await;
    let page = visitor.follow(answer).await;
    assert!(rows(&page.body, "signed_cookies")[0].contains("browsers drop it"));
    assert!(!rows(&page.body, "db")[0].contains("browsers drop it"));
}

#[actix_web::test]
async fn what_one_browser_measured_is_not_shown_to_another_and_leaves_no_session_behind() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.post("/lab/engines", &[("size", "200")]).await;
    assert!(visitor.get("/lab/engines").await.contains("id=\"measured\""));
    assert!(!app.visitor().get("/lab/engines").await.contains("id=\"measured\""));
    assert_eq!(app.sqlite().count("sessions"), 0);
}

#[actix_web::test]
async fn a_size_that_is_not_on_offer_is_refused() {
    let app = TestApp::start().await;
    for size in ["", "0", "many", "99999999999999999999"] {
        let page = app.visitor().post("/lab/engines", &[("size", size)]).await;
        assert_eq!(page.status, 422, "{size:?}");
        assert!(page.contains("200, 2000, 20000"), "{size:?}");
    }
}

/// The rows of an engine in the table of figures.
fn rows(html: &str, engine: &str) -> Vec<String> {
    let mark = format!("<tr data-engine=\"{engine}\">");
    html.split(&mark).skip(1).map(|rest| rest.split("</tr>").next().unwrap().to_owned()).collect()
}

/// The figures of a row: load, create and replace.
fn microseconds(row: &str) -> Vec<u32> {
    let cells = row.split("class=\"lab-bar__number\">").skip(1);
    let texts = cells.map(|cell| cell.split("</span>").next().unwrap());
    texts.map(|text| text.strip_suffix(" µs").unwrap_or(text).replace(',', "").parse().unwrap()).collect()
}

/// The last cell of a row.
fn cookie_bytes(row: &str) -> usize {
    let text = row.rsplit("<td>").next().unwrap().split(" bytes").next().unwrap();
    text.replace(',', "").parse().unwrap()
}
