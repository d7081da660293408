//! The order is placed. However often and however late the same form arrives,
//! there is one order, and every answer leads to it.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{self, Data, ServiceConfig},
};

use super::{
    Checkout, Step, after_order,
    draft::Typed,
    order_transaction::{self, NewOrder, Placed, Refusal},
    review,
};
use crate::{
    databases::Database,
    i18n::Message,
    shop::{
        cart::{Line, quantity_of},
        orders,
    },
    web::{
        Error, Form,
        flash::{self, Level},
        respond,
    },
};

/// The route of the form on the review page.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/checkout/place").post(place));
}

async fn place(
    request: HttpRequest,
    checkout: Checkout,
    form: Form,
    database: Data<Database>,
) -> Result<HttpResponse, Error> {
    let typed = checkout.draft.typed();
    let token = token_of(&form, &typed);
    if let Some(number) = order_transaction::find(&database, &token, checkout.user.id).await? {
        return placed_before(&checkout, &database, &token, &number).await;
    }
    if let Some(detour) = checkout.detour(Step::Review)? {
        return Ok(detour);
    }
    let Some(order) = new_order(&checkout, &form, typed, &token) else {
        flash::add(&checkout.session, Level::Warning, Message::new("checkout-changed"))?;
        return Ok(respond::see_other(Step::Review.path()));
    };
    let bought = order.lines.clone();
    let outcome = order_transaction::place(&database, order).await;
    if matches!(outcome, Ok(Placed::Anew(_)) | Err(Refusal::OutOfStock)) {
        refresh_catalogue(&checkout, &database).await;
    }
    match outcome {
        Ok(Placed::Anew(number)) => {
            after_order::settle(&checkout, bought, &token, &number)?;
            Ok(respond::see_other(&orders::path(&number)))
        }
        Ok(Placed::Before(number)) => placed_before(&checkout, &database, &token, &number).await,
        Err(Refusal::OutOfStock) => review::show_again(&request, &checkout).await,
        Err(Refusal::Failed(error)) => Err(error.into()),
    }
}

/// The form's token, else the session's; empty if there is none.
fn token_of(form: &Form, typed: &Typed) -> String {
    let sent = Some(form.trimmed("order_token")).filter(|token| !token.is_empty());
    let kept = typed.review.as_ref().map(|review| review.token.as_str());
    sent.or(kept).unwrap_or_default().to_owned()
}

/// The order as the form's page showed it; `None` if that is not what the
/// session holds now.
fn new_order(checkout: &Checkout, form: &Form, typed: Typed, token: &str) -> Option<NewOrder> {
    let review = typed.review.filter(|review| review.token == token)?;
    Some(NewOrder {
        token: review.token,
        user_id: checkout.user.id,
        placed_at: checkout.session.now(),
        address: typed.address,
        delivery: typed.delivery?,
        currency: review.currency,
        lines: shown_lines(form, checkout.lines())?,
    })
}

/// What the form's page showed, if all of it is still in the cart. A form that
/// doesn't say what was shown buys the cart.
fn shown_lines(form: &Form, cart: Vec<Line>) -> Option<Vec<Line>> {
    let text = form.trimmed("order_lines");
    if text.is_empty() {
        return Some(cart);
    }
    let shown = review::read_lines(text)?;
    let bought =
        cart.iter().map(|line| Line { quantity: quantity_of(&shown, &line.product), ..line.clone() });
    let bought: Vec<Line> = bought.filter(|line| line.quantity > 0).collect();
    let all_in_cart = bought.iter().all(|line| line.quantity <= quantity_of(&cart, &line.product));
    (bought.len() == shown.len() && all_in_cart).then_some(bought)
}

/// The order was placed by another request with the same form. If that one could not
/// save the session, the draft of this form is still there, and the order is settled
/// here.
pub async fn placed_before(
    checkout: &Checkout,
    database: &Database,
    token: &str,
    number: &str,
) -> Result<HttpResponse, Error> {
    if checkout.draft.typed().was_shown_as(token) {
        let bought = after_order::bought_by(database, number).await?;
        after_order::settle(checkout, bought, token, number)?;
    }
    Ok(respond::see_other(&orders::path(number)))
}

/// The order is placed whether or not this works, and a timer does it too.
async fn refresh_catalogue(checkout: &Checkout, database: &Database) {
    if let Err(error) = checkout.catalogue.refresh(database).await {
        log::warn!("the catalogue could not be read again: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(pairs: &[(&str, u32)]) -> Vec<Line> {
        let lines = pairs
            .iter()
            .map(|(product, quantity)| Line { product: (*product).to_owned(), quantity: *quantity });
        lines.collect()
    }

    fn shown(text: &str, cart: &[(&str, u32)]) -> Option<Vec<Line>> {
        shown_lines(&Form::new().with("order_lines", text), lines(cart))
    }

    #[test]
    fn what_another_tab_added_since_is_not_bought() {
        assert_eq!(shown("a=2", &[("a", 5), ("b", 1)]), Some(lines(&[("a", 2)])));
    }

    #[test]
    fn what_another_tab_took_out_since_has_to_be_looked_over() {
        assert_eq!(shown("a=2&b=1", &[("a", 2)]), None);
        assert_eq!(shown("a=2", &[("a", 1)]), None);
    }

    #[test]
    fn a_line_said_twice_or_of_nothing_makes_no_sense() {
        assert_eq!(shown("a=1&a=1", &[("a", 5)]), None);
        assert_eq!(shown("a=0", &[("a", 5)]), None);
        assert_eq!(shown("a", &[("a", 5)]), None);
    }

    #[test]
    fn a_form_that_says_nothing_buys_the_cart() {
        assert_eq!(shown("", &[("a", 5)]), Some(lines(&[("a", 5)])));
    }
}
