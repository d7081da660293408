//! The page of the devices: each browser in which the user is logged in, since when, and
//! when it was last seen. One of them, all others, or all can be ended here, on every
//! engine (behaviour H6).
//!
//! A link of the list leads to a page that says what is ended and asks for the password:
//! somebody at a browser that was left open must not log its owner out elsewhere. The
//! page shows no address, and the shop stores none.

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, Data, Query, ServiceConfig},
};
use askama::Template;
use serde::Deserialize;
use time::{PrimitiveDateTime, format_description::StaticFormatDescription, macros::format_description};

use super::{
    PasswordCheck, attempts,
    login_cache::LoginCache,
    logins::{self, Login, LoginId},
    logout, user_agent,
    users::{self, User, to_utc},
    visitor::{Member, Visitor},
};
use crate::{
    databases::{Connection, Database, DatabaseError},
    i18n::Message,
    sessions::Session,
    web::{
        Error, Form, Page,
        audit::{self, Event},
        flash::{self, Level},
        paging::{Paging, parse_page_number},
        respond,
    },
};

const DATE_AND_TIME: StaticFormatDescription = format_description!("[year]-[month]-[day] [hour]:[minute]");

/// The devices on one page of the list.
const PER_PAGE: u32 = 20;

/// Registers `/account/devices` and the form that ends logins.
pub fn routes(config: &mut ServiceConfig) {
    let end = web::resource("/account/devices/end");
    config
        .service(web::resource("/account/devices").route(web::get().to(show)))
        .service(end.route(web::get().to(confirm)).route(web::post().to(end_logins)));
}

/// The query of the list.
#[derive(Deserialize)]
struct ListQuery {
    #[serde(default)]
    page: String,
}

#[derive(Template)]
#[template(path = "accounts/devices.html")]
struct DevicesPage {
    page: Page,
    devices: Vec<Device>,
    /// Whether the user is logged in on another device too.
    has_others: bool,
    paging: Paging,
    /// The number of this page and of all pages.
    position: Message,
}

/// A login as the page lists it.
struct Device {
    /// Identifies the login in a form.
    public_id: String,
    browser: Message,
    /// Date and time of the login, UTC.
    since: String,
    /// Date and time of the last request, UTC.
    last_seen: String,
    /// Whether this is the login of the request.
    is_current: bool,
}

impl Device {
    fn new(login: &Login, current: &LoginId) -> Self {
        // A `PrimitiveDateTime` has all components of this format.
        let format = |time: PrimitiveDateTime| time.format(DATE_AND_TIME).unwrap_or_default();
        Self {
            public_id: login.id.public().to_owned(),
            browser: user_agent::describe(&login.user_agent),
            since: format(login.created_at),
            last_seen: format(login.last_seen_at),
            is_current: login.id == *current,
        }
    }
}

async fn show(
    Member(user): Member,
    visitor: Visitor,
    session: Session,
    database: Data<Database>,
    Query(query): Query<ListQuery>,
    page: Page,
) -> Result<HttpResponse, Error> {
    let (current, now) = (current_login(visitor)?, to_utc(session.now()));
    let first = current.clone();
    let load = move |connection: &mut Connection| {
        let count = usize::try_from(logins::count(connection, user.id, now)?).unwrap_or_default();
        let paging = Paging::new(parse_page_number(&query.page), count, PER_PAGE);
        let logins = logins::list(connection, user.id, &first, now, paging.range())?;
        Ok((logins, count, paging))
    };
    let (logins, count, paging) = database.read(load).await?;
    let devices = logins.iter().map(|login| Device::new(login, &current)).collect();
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let position = Message::new("accounts-devices-page").count("page", number(paging.page));
    let position = position.count("pages", number(paging.pages));
    let has_others = count > 1;
    respond::html(&page, &DevicesPage { page: page.clone(), devices, has_others, paging, position })
}

/// Which logins a form ends. The field `which` names them.
enum Target {
    /// The login with this public id, which is another device's.
    One(Login),
    /// All but the login of the request.
    Others,
    /// All, the login of the request too.
    All,
}

impl Target {
    /// Returns the target with that name, or `None` if the user has no such login.
    async fn find(
        database: &Database,
        user: &User,
        current: &LoginId,
        which: &str,
    ) -> Result<Option<Self>, DatabaseError> {
        let (user, public_id) = (user.id, which.to_owned());
        Ok(match which {
            "others" => Some(Self::Others),
            "all" => Some(Self::All),
            _ => {
                let find = move |connection: &mut Connection| {
                    logins::find_by_public_id(connection, user, &public_id)
                };
                let login = database.read(find).await?;
                login.filter(|login| login.id != *current).map(Self::One)
            }
        })
    }
}

#[derive(Template)]
#[template(path = "accounts/end_devices.html")]
struct ConfirmPage {
    page: Page,
    form: Form,
    username: String,
    /// The name of the target in the form.
    which: String,
    /// The device, if one is ended.
    device: Option<Device>,
}

impl ConfirmPage {
    fn new(page: &Page, form: Form, user: &User, target: &Target, current: &LoginId) -> Self {
        let (which, device) = match target {
            Target::One(login) => (login.id.public(), Some(Device::new(login, current))),
            Target::Others => ("others", None),
            Target::All => ("all", None),
        };
        let (page, username, which) = (page.clone(), user.username.clone(), which.to_owned());
        Self { page, form, username, which, device }
    }
}

/// The query of the page that asks for the password.
#[derive(Deserialize)]
struct ConfirmQuery {
    #[serde(default)]
    which: String,
}

async fn confirm(
    request: HttpRequest,
    Member(user): Member,
    visitor: Visitor,
    session: Session,
    database: Data<Database>,
    Query(query): Query<ConfirmQuery>,
) -> Result<HttpResponse, Error> {
    let current = current_login(visitor)?;
    let Some(target) = Target::find(&database, &user, &current, &query.which).await? else {
        return ended_before(&session);
    };
    let page = Page::extract(&request).await?;
    respond::html(&page, &ConfirmPage::new(&page, Form::new(), &user, &target, &current))
}

async fn end_logins(
    request: HttpRequest,
    Member(user): Member,
    visitor: Visitor,
    database: Data<Database>,
    session: Session,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let current = current_login(visitor)?;
    let Some(target) = Target::find(&database, &user, &current, form.value("which")).await? else {
        return ended_before(&session);
    };
    let password = form.value("password").to_owned();
    form.remove("password");
    if !is_correct_password(&request, &database, &user, password).await? {
        form.reject("password", Message::new("accounts-old-password-wrong"));
        let page = Page::extract(&request).await?;
        return respond::unprocessable(&page, &ConfirmPage::new(&page, form, &user, &target, &current));
    }
    let response = end(&request, &database, &session, &user, current, target).await?;
    audit::record(&request, Event::DeviceEnded, Some(&user.username));
    Ok(response)
}

/// Checks the password of the user who asks to end logins, within the limits.
async fn is_correct_password(
    request: &HttpRequest,
    database: &Database,
    user: &User,
    password: String,
) -> Result<bool, Error> {
    let account = users::load_account(database, user).await?;
    let check = attempts::check_password(request, &user.username, Some(&account), password).await?;
    let is_correct = check != PasswordCheck::Wrong;
    if !is_correct {
        audit::record(request, Event::PasswordRefused, Some(&user.username));
    }
    Ok(is_correct)
}

/// Deletes the logins and returns the response. The login of the request is deleted after
/// its session is flushed, as by a logout.
async fn end(
    request: &HttpRequest,
    database: &Database,
    session: &Session,
    user: &User,
    current: LoginId,
    target: Target,
) -> Result<HttpResponse, Error> {
    let (user, kept) = (user.id, current.clone());
    let (is_all, one) = match target {
        Target::One(login) => (false, Some(login.id)),
        Target::Others => (false, None),
        Target::All => (true, None),
    };
    let is_one = one.is_some();
    let delete = move |connection: &mut Connection| -> Result<usize, Error> {
        Ok(match &one {
            Some(id) => usize::from(logins::delete_of(connection, user, id)?),
            None => logins::delete_others(connection, user, Some(&kept))?,
        })
    };
    let count = database.write(delete).await?;
    let logins = LoginCache::of(request)?;
    logins.invalidate();
    if is_all {
        logout::flush(session, logins, Some(current));
        return Ok(respond::see_other("/account/logged-out"));
    }
    let message = match (is_one, count) {
        (true, 0) => return ended_before(session),
        (true, _) => Message::new("accounts-login-ended"),
        _ => Message::new("accounts-logins-ended").count("count", u32::try_from(count).unwrap_or(u32::MAX)),
    };
    flash::add(session, Level::Success, message)?;
    Ok(respond::see_other("/account/devices"))
}

fn ended_before(session: &Session) -> Result<HttpResponse, Error> {
    flash::add(session, Level::Success, Message::new("accounts-login-ended-before"))?;
    Ok(respond::see_other("/account/devices"))
}

fn current_login(visitor: Visitor) -> Result<LoginId, Error> {
    visitor.login.ok_or_else(|| Error::internal("a member without a login"))
}
