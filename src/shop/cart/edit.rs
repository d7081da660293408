//! The four forms that change the cart. A form is either applied as submitted, or
//! rejected with status 422: then its page is shown again with an error message.

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, Data, ServiceConfig},
};

use super::{
    Cart, CartLine, MAX_QUANTITY,
    quantity::{parse_quantity_to_add, parse_quantity_to_set},
    quantity_of, view,
};
use crate::{
    i18n::Message,
    sessions::Session,
    shop::catalogue::{Catalogue, Tea, Teas, product},
    web::{
        Error, Form, Page,
        flash::{self, Level},
        respond,
    },
};

const CART: &str = "/cart";

/// Registers `/cart/add`, `/cart/update`, `/cart/remove` and `/cart/empty`.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/cart/add").post(add))
        .service(web::resource("/cart/update").post(update))
        .service(web::resource("/cart/remove").post(remove))
        .service(web::resource("/cart/empty").post(empty));
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
    redirect_with_message(&session, tea, Message::new("cart-added").count("count", quantity))
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
    let message = match quantity {
        0 => Message::new("cart-removed"),
        _ => Message::new("cart-updated").count("count", quantity),
    };
    redirect_with_message(&session, tea, message)
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
    remove_unsold_teas(&cart, &cart.lines(), &teas)?;
    cart.set(&tea.slug, 0)?;
    redirect_with_message(&session, tea, Message::new("cart-removed"))
}

async fn empty(session: Session) -> Result<HttpResponse, Error> {
    Cart::of(&session).empty();
    flash::add(&session, Level::Success, Message::new("cart-emptied"))?;
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
