//! The forms that change the cart. A form is either applied as submitted, or
//! rejected with status 422: then its page is shown again with an error message.

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, Data, ServiceConfig},
};

use super::{
    Cart, CartLine, MAX_QUANTITY, decode_lines, encode_lines,
    quantity::{parse_quantity_to_add, parse_quantity_to_set},
    quantity_of, view,
};
use crate::{
    accounts::ReturnPath,
    i18n::Message,
    sessions::Session,
    shop::catalogue::{Catalogue, Tea, Teas, product},
    web::{
        Error, Form, Page,
        flash::{self, Level, Offer},
        respond,
    },
};

const CART: &str = "/cart";

/// Registers `/cart/add`, `/cart/update`, `/cart/remove`, `/cart/empty` and `/cart/restore`.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/cart/add").post(add))
        .service(web::resource("/cart/update").post(update))
        .service(web::resource("/cart/remove").post(remove))
        .service(web::resource("/cart/empty").post(empty))
        .service(web::resource("/cart/restore").post(restore));
}

async fn add(
    request: HttpRequest,
    mut form: Form,
    session: Session,
    catalogue: Data<Catalogue>,
) -> Result<HttpResponse, Error> {
    let (cart, teas) = (Cart::of(&session), catalogue.teas());
    let Some(tea) = teas.by_slug(form.trimmed("product")) else {
        return unknown_tea(&request, &cart, &teas, form).await;
    };
    let lines = cart.lines();
    let in_cart = quantity_of(&lines, &tea.slug);
    let quantity = match parse_quantity_to_add(form.value("quantity"), in_cart, tea.stock) {
        Ok(quantity) => quantity,
        Err(message) => {
            form.reject("quantity", message);
            let page = Page::extract(&request).await?;
            return product::unprocessable(&page, &session, &teas, tea, &form);
        }
    };
    remove_unsold_teas(&cart, &lines, &teas)?;
    cart.add(&tea.slug, quantity, tea.stock.min(MAX_QUANTITY))?;
    let message = Message::new("cart-added").count("count", quantity);
    let next = ReturnPath::or(form.value("next"), CART);
    if next.as_str() == CART {
        return redirect_with_message(&session, tea, message);
    }
    let offer = Offer::link(CART, "cart-view");
    flash::add_offer(&session, Level::Success, Some(&tea.slug), message, offer)?;
    Ok(respond::see_other(next.as_str()))
}

async fn update(
    request: HttpRequest,
    mut form: Form,
    session: Session,
    catalogue: Data<Catalogue>,
) -> Result<HttpResponse, Error> {
    let (cart, teas) = (Cart::of(&session), catalogue.teas());
    let Some(tea) = teas.by_slug(form.trimmed("product")) else {
        return unknown_tea(&request, &cart, &teas, form).await;
    };
    let lines = cart.lines();
    let quantity = match parse_quantity_to_set(form.value("quantity"), tea.stock) {
        Ok(quantity) => quantity,
        Err(message) => {
            // The page has no quantity field for a line that another tab has removed.
            let is_in_cart = quantity_of(&lines, &tea.slug) > 0;
            form.reject(if is_in_cart { "quantity" } else { "product" }, message);
            return view::unprocessable(&request, &cart, &teas, &form).await;
        }
    };
    remove_unsold_teas(&cart, &lines, &teas)?;
    cart.set(&tea.slug, quantity)?;
    if quantity == 0 {
        return redirect_after_removal(&session, tea, &lines);
    }
    redirect_with_message(&session, tea, Message::new("cart-updated").count("count", quantity))
}

async fn remove(
    request: HttpRequest,
    form: Form,
    session: Session,
    catalogue: Data<Catalogue>,
) -> Result<HttpResponse, Error> {
    let (cart, teas) = (Cart::of(&session), catalogue.teas());
    let Some(tea) = teas.by_slug(form.trimmed("product")) else {
        return unknown_tea(&request, &cart, &teas, form).await;
    };
    let lines = cart.lines();
    remove_unsold_teas(&cart, &lines, &teas)?;
    cart.set(&tea.slug, 0)?;
    redirect_after_removal(&session, tea, &lines)
}

async fn empty(session: Session) -> Result<HttpResponse, Error> {
    let cart = Cart::of(&session);
    let removed = cart.lines();
    cart.empty();
    let message = Message::new("cart-emptied");
    match undo(&removed) {
        Some(undo) => flash::add_offer(&session, Level::Success, None, message, undo)?,
        None => flash::add(&session, Level::Success, message)?,
    }
    Ok(respond::see_other(CART))
}

/// Puts removed lines back: the form of the message after a removal. Each line gets as many
/// packets as the stock still has.
async fn restore(
    request: HttpRequest,
    form: Form,
    session: Session,
    catalogue: Data<Catalogue>,
) -> Result<HttpResponse, Error> {
    let (cart, teas) = (Cart::of(&session), catalogue.teas());
    let lines = decode_lines(form.value("lines")).unwrap_or_default();
    let known: Option<Vec<_>> =
        lines.iter().map(|line| Some((teas.by_slug(&line.product)?, line.quantity))).collect();
    let Some(known) = known.filter(|known| !known.is_empty()) else {
        return unknown_tea(&request, &cart, &teas, form).await;
    };
    for (tea, quantity) in known {
        cart.add(&tea.slug, quantity, tea.stock.min(MAX_QUANTITY))?;
    }
    flash::add(&session, Level::Success, Message::new("cart-restored"))?;
    Ok(respond::see_other(CART))
}

/// Returns the offer to put lines back.
fn undo(removed: &[CartLine]) -> Option<Offer> {
    (!removed.is_empty()).then(|| Offer::form("/cart/restore", "cart-undo", ("lines", encode_lines(removed))))
}

/// Redirects after the line of a tea was removed; `lines` are those before.
fn redirect_after_removal(session: &Session, tea: &Tea, lines: &[CartLine]) -> Result<HttpResponse, Error> {
    let removed: Vec<_> = lines.iter().filter(|line| line.product == tea.slug).cloned().collect();
    let message = Message::new("cart-removed");
    let Some(undo) = undo(&removed) else { return redirect_with_message(session, tea, message) };
    flash::add_offer(session, Level::Success, Some(&tea.slug), message, undo)?;
    Ok(respond::see_other(CART))
}

async fn unknown_tea(
    request: &HttpRequest,
    cart: &Cart,
    teas: &Teas,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    form.reject("product", Message::new("cart-unknown-tea"));
    view::unprocessable(request, cart, teas, &form).await
}

/// Removes the lines that the page does not show because their tea is no longer sold.
fn remove_unsold_teas(cart: &Cart, lines: &[CartLine], teas: &Teas) -> Result<(), Error> {
    let mut unsold = lines.iter().filter(|line| teas.by_slug(&line.product).is_none());
    unsold.try_for_each(|line| Ok(cart.set(&line.product, 0)?))
}

fn redirect_with_message(session: &Session, tea: &Tea, message: Message) -> Result<HttpResponse, Error> {
    flash::add_about(session, Level::Success, &tea.slug, message)?;
    Ok(respond::see_other(CART))
}
