//! Orders at the same moment: a shelf is never sold twice, and one form makes
//! one order.

use futures_util::future::join_all;

use crate::support::{TestApp, customer::line};

const TEA: &str = "keemun-black";
const LAST_ONE: &str = "competition-oriental-beauty";

#[actix_web::test]
async fn of_two_who_order_the_last_packet_at_once_one_gets_it() {
    let app = TestApp::start().await;
    let members = [app.member().await, app.member().await];
    let mut reviews = Vec::new();
    for member in &members {
        member.add_to_cart(LAST_ONE, 1).await;
        reviews.push(member.go_to_review("pickup").await);
    }
    let orders = members.iter().zip(&reviews).map(|(member, review)| member.place_order(review));
    let answers = join_all(orders).await;
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    let loser = &members[usize::from(statuses[0] == 303)];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422]);
    assert_eq!(loser.get("/cart").await.cart_lines(), [line(LAST_ONE, 1)]);
    assert_eq!(app.sqlite().text("stock", &format!("products WHERE slug = '{LAST_ONE}'")), "0");
    assert_eq!(app.sqlite().count("orders"), 1);
}

#[actix_web::test]
async fn a_form_that_is_sent_six_times_at_once_makes_one_order() {
    let app = TestApp::start().await;
    let member = app.member().await;
    member.add_to_cart(TEA, 2).await;
    let review = member.go_to_review("express").await;
    let answers = join_all((0..6).map(|_| member.place_order(&review))).await;
    let placed = app.sqlite().text("number", "orders");
    for answer in &answers {
        assert_eq!((answer.status, answer.location()), (303, Some(format!("/orders/{placed}").as_str())));
    }
    assert_eq!(app.sqlite().text("stock", &format!("products WHERE slug = '{TEA}'")), "358");
    assert_eq!(member.get("/cart").await.cart_lines(), []);
}

#[actix_web::test]
async fn of_ten_who_order_one_of_six_packets_six_get_one() {
    let app = TestApp::start().await;
    let orders = join_all((0..10).map(async |_| {
        let member = app.member().await;
        member.add_to_cart("bai-hao-yin-zhen", 1).await;
        let review = member.go_to_review("pickup").await;
        member.place_order(&review).await.status
    }));
    let statuses = orders.await;
    let sold = statuses.iter().filter(|status| **status == 303).count();
    assert_eq!((sold, statuses.iter().filter(|status| **status == 422).count()), (6, 4), "{statuses:?}");
    assert_eq!(app.sqlite().text("stock", "products WHERE slug = 'bai-hao-yin-zhen'"), "0");
    assert_eq!(app.sqlite().count("orders"), 6);
}
