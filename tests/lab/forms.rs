//! No form of the lab is taken without its token, but for the one target that
//! is unguarded on purpose.

use std::collections::BTreeSet;

use super::{lessons, support::TestApp};

/// Where forms stand, beside the lessons.
const INSTRUMENTS: [&str; 6] =
    ["/lab", "/lab/inspector", "/lab/settings", "/lab/session", "/lab/cookies", "/lab/engines"];

/// The addresses to which the forms of a page are sent.
fn actions(html: &str) -> impl Iterator<Item = String> + '_ {
    let forms = html.split("<form ").skip(1).map(|rest| rest.split('>').next().unwrap());
    let posted = forms.filter(|form| form.contains("method=\"post\""));
    posted.map(|form| form.split("action=\"").nth(1).unwrap().split(['"', '?']).next().unwrap().to_owned())
}

#[actix_web::test]
async fn a_form_without_its_token_is_refused_everywhere() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    // So that there is a session to show, and something to act on.
    visitor.add_to_cart("keemun-black", 1).await;
    let mut addresses = BTreeSet::new();
    let lessons = lessons::addresses(&app).await;
    for path in INSTRUMENTS.into_iter().chain(lessons.iter().map(String::as_str)) {
        addresses.extend(actions(&visitor.get(path).await.body));
    }
    assert!(addresses.len() > 30, "{addresses:?}");
    for address in addresses {
        let page = visitor.post_as_is(&address, &[]).await;
        assert_eq!(page.status, 403, "{address}");
    }
    assert_eq!(visitor.get("/cart").await.cart_count(), 1);
}
