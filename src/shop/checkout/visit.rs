//! A request to the checkout: who, with what in the cart and what typed so far.
//! Only for members, with something in the cart, one step after the other.

use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, web};
use futures_util::future::LocalBoxFuture;

use super::{Step, draft::Draft};
use crate::{
    accounts::{Member, User},
    i18n::Message,
    sessions::Session,
    shop::{
        cart::{Cart, Line},
        catalogue::Catalogue,
    },
    web::{
        Error,
        flash::{self, Level},
        respond,
    },
};

/// What every step of the checkout needs.
pub struct Checkout {
    /// Who buys.
    pub user: User,
    /// What was typed.
    pub draft: Draft,
    /// What is wanted.
    pub cart: Cart,
    /// What there is.
    pub catalogue: web::Data<Catalogue>,
    /// The session that the draft and the cart are in.
    pub session: Session,
}

impl Checkout {
    /// What is in the cart and still in the catalogue.
    pub fn lines(&self) -> Vec<Line> {
        let teas = self.catalogue.teas();
        let lines = self.cart.lines().into_iter();
        lines.filter(|line| teas.by_slug(&line.product).is_some()).collect()
    }

    /// Where somebody has to go first who wants to be at `step`.
    pub fn detour(&self, step: Step) -> Result<Option<HttpResponse>, Error> {
        if self.lines().is_empty() {
            flash::add(&self.session, Level::Info, Message::new("checkout-cart-empty"))?;
            return Ok(Some(respond::see_other("/cart")));
        }
        let reached = self.draft.typed().first_incomplete();
        Ok((reached < step).then(|| respond::see_other(reached.path())))
    }

    async fn of(request: HttpRequest) -> Result<Self, Error> {
        let Member(user) = Member::extract(&request).await?;
        let session = Session::extract(&request).await?;
        let catalogue = request.app_data::<web::Data<Catalogue>>().cloned();
        Ok(Self {
            user,
            draft: Draft::of(&session),
            cart: Cart::of(&session),
            catalogue: catalogue.ok_or_else(|| Error::internal("no catalogue"))?,
            session,
        })
    }
}

impl FromRequest for Checkout {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Box::pin(Self::of(request.clone()))
    }
}
