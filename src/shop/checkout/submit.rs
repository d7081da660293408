//! The form of the review page, which places the order. However often the browser sends
//! the form, there is one order, and each response redirects to it.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{self, Data, ServiceConfig},
};

use super::{
    Checkout, Step, complete_order,
    draft::CheckoutFields,
    order_transaction::{self, NewOrder, PlaceOrderError, PlacedOrder},
    review,
};
use crate::{
    databases::Database,
    i18n::Message,
    shop::{
        cart::{CartLine, decode_lines, quantity_of},
        orders,
    },
    web::{
        Error, Form,
        flash::{self, Level},
        respond,
    },
};

/// Registers the form's route.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/checkout/place").post(place));
}

async fn place(
    request: HttpRequest,
    checkout: Checkout,
    form: Form,
    database: Data<Database>,
) -> Result<HttpResponse, Error> {
    let fields = checkout.draft.fields();
    let token = order_token(&form, &fields);
    if let Some(number) = order_transaction::find(&database, &token, checkout.user.id).await? {
        return redirect_to_existing_order(&checkout, &database, &token, &number).await;
    }
    if let Some(redirect) = checkout.redirect_before(Step::Review)? {
        return Ok(redirect);
    }
    let Some(order) = new_order(&checkout, &form, fields, &token) else {
        flash::add(&checkout.session, Level::Warning, Message::new("checkout-changed"))?;
        return Ok(respond::see_other(Step::Review.path()));
    };
    let bought = order.lines.clone();
    let outcome = order_transaction::place(&database, order).await;
    if matches!(outcome, Ok(PlacedOrder::New(_)) | Err(PlaceOrderError::OutOfStock)) {
        refresh_catalogue(&checkout, &database).await;
    }
    match outcome {
        Ok(PlacedOrder::New(number)) => {
            complete_order::complete(&checkout, bought, &token, &number)?;
            Ok(respond::see_other(&orders::path(&number)))
        }
        Ok(PlacedOrder::Existing(number)) => {
            redirect_to_existing_order(&checkout, &database, &token, &number).await
        }
        Err(PlaceOrderError::OutOfStock) => review::unprocessable(&request, &checkout).await,
        Err(PlaceOrderError::Failed(error)) => Err(error.into()),
    }
}

/// Returns the token of the order (not the CSRF token) that the submitted form places. A
/// form without one places the order of the session's last review page; `""` if there is
/// none.
fn order_token(form: &Form, fields: &CheckoutFields) -> String {
    let submitted = Some(form.trimmed("order_token")).filter(|token| !token.is_empty());
    let stored = fields.review.as_ref().map(|review| review.token.as_str());
    submitted.or(stored).unwrap_or_default().to_owned()
}

/// Returns the order that the form's page showed, or `None` if the session has changed
/// since.
fn new_order(checkout: &Checkout, form: &Form, fields: CheckoutFields, token: &str) -> Option<NewOrder> {
    let review = fields.review.filter(|review| review.token == token)?;
    Some(NewOrder {
        token: review.token,
        user_id: checkout.user.id,
        placed_at: checkout.session.now(),
        address: fields.address,
        delivery: fields.delivery?,
        currency: review.currency,
        lines: shown_lines(form, checkout.lines())?,
    })
}

/// Returns the lines that the form's page showed, or `None` if the cart no longer
/// contains all of them. A form without lines buys the whole cart.
fn shown_lines(form: &Form, cart: Vec<CartLine>) -> Option<Vec<CartLine>> {
    let text = form.trimmed("order_lines");
    if text.is_empty() {
        return Some(cart);
    }
    let shown = decode_lines(text)?;
    let bought =
        cart.iter().map(|line| CartLine { quantity: quantity_of(&shown, &line.product), ..line.clone() });
    let bought: Vec<CartLine> = bought.filter(|line| line.quantity > 0).collect();
    let all_in_cart = bought.iter().all(|line| line.quantity <= quantity_of(&cart, &line.product));
    (bought.len() == shown.len() && all_in_cart).then_some(bought)
}

/// Redirects to the order that another request has placed with the same form. If that
/// request could not save the session, the draft still exists, and this request
/// completes the order.
///
/// # Errors
/// Returns the error of the session or the database.
pub async fn redirect_to_existing_order(
    checkout: &Checkout,
    database: &Database,
    token: &str,
    number: &str,
) -> Result<HttpResponse, Error> {
    if checkout.draft.fields().has_review_token(token) {
        let bought = complete_order::load_lines(database, number).await?;
        complete_order::complete(checkout, bought, token, number)?;
    }
    Ok(respond::see_other(&orders::path(number)))
}

/// Reloads the teas after their stock has changed. If this fails, the order is placed
/// nevertheless, and a timer reloads them later.
async fn refresh_catalogue(checkout: &Checkout, database: &Database) {
    if let Err(error) = checkout.catalogue.refresh(database).await {
        log::warn!("the catalogue can't be reloaded: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(pairs: &[(&str, u32)]) -> Vec<CartLine> {
        let lines = pairs
            .iter()
            .map(|(product, quantity)| CartLine { product: (*product).to_owned(), quantity: *quantity });
        lines.collect()
    }

    fn shown(text: &str, cart: &[(&str, u32)]) -> Option<Vec<CartLine>> {
        shown_lines(&Form::new().with("order_lines", text), lines(cart))
    }

    #[test]
    fn packets_that_another_tab_added_are_not_bought() {
        assert_eq!(shown("a=2", &[("a", 5), ("b", 1)]), Some(lines(&[("a", 2)])));
    }

    #[test]
    fn an_order_needs_another_review_after_another_tab_removed_packets() {
        assert_eq!(shown("a=2&b=1", &[("a", 2)]), None);
        assert_eq!(shown("a=2", &[("a", 1)]), None);
    }

    #[test]
    fn a_repeated_or_empty_line_is_rejected() {
        assert_eq!(shown("a=1&a=1", &[("a", 5)]), None);
        assert_eq!(shown("a=0", &[("a", 5)]), None);
        assert_eq!(shown("a", &[("a", 5)]), None);
    }

    #[test]
    fn a_form_without_lines_buys_the_whole_cart() {
        assert_eq!(shown("", &[("a", 5)]), Some(lines(&[("a", 5)])));
    }
}
