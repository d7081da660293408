//! The page as it is drawn: each field with its names, what it does, what the
//! site has, and what may be chosen.

use askama::Template;

use super::{
    fields::{self, Field, GROUPS, Kind, SWITCH},
    input::{self, Texts},
    session_move::{self, MoveMode},
    unreachable::Unreachable,
};
use crate::{
    i18n::Message,
    lab::{Lab, overrides_map},
    settings::{Backend, EngineName, StoreKind},
    web::{Form, Page},
};

/// What the experiments change at a click.
const EXPERIMENTS: [(&str, &str); 4] = [
    ("session.expire_at_browser_close", "true"),
    ("session.save_every_request", "true"),
    ("session.cookie_age", "30"),
    (overrides_map::REPLAY, "false"),
];

/// What is known besides the form.
pub struct Around<'a> {
    /// The lab.
    pub lab: &'a Lab,
    /// What is in force.
    pub texts: &'a Texts,
    /// What can't be chosen.
    pub unreachable: &'a Unreachable,
    /// Whether there is a session to be had.
    pub has_session: bool,
    /// Where sessions were left.
    pub left: Vec<String>,
    /// What was done.
    pub notice: Option<Message>,
}

/// The page.
#[derive(Template)]
#[template(path = "lab/settings.html")]
pub struct SettingsPage {
    page: Page,
    notice: Option<String>,
    is_valid: bool,
    is_toggled: bool,
    groups: Vec<GroupView>,
    experiments: Vec<Experiment>,
    keeps: Vec<KeepView>,
    keep_error: Option<String>,
    fixed: Vec<FixedView>,
}

struct GroupView {
    id: &'static str,
    title: String,
    fields: Vec<FieldView>,
}

struct FieldView {
    name: &'static str,
    id: String,
    variable: &'static str,
    in_django: bool,
    about: String,
    site: String,
    is_toggled: bool,
    value: String,
    control: Control,
    error: Option<String>,
}

enum Control {
    Radios(Vec<ChoiceView>),
    Switch,
    Number { least: u32, most: u32 },
    Text { longest: u32 },
}

struct ChoiceView {
    value: String,
    about: Option<String>,
    reason: Option<String>,
    is_chosen: bool,
}

struct Experiment {
    /// `name=text`.
    code: String,
    reason: Option<String>,
    is_in_force: bool,
}

struct KeepView {
    code: &'static str,
    title: String,
    about: String,
    is_chosen: bool,
    is_possible: bool,
}

struct FixedView {
    name: &'static str,
    variable: &'static str,
    reason: String,
}

impl SettingsPage {
    /// With what was typed, where something was.
    pub fn new(page: Page, form: &Form, around: &Around<'_>) -> Self {
        let site = input::of_the_site(around.lab);
        let view = |group: &'static fields::Group| GroupView {
            id: group.id,
            title: page.localize(&(group.title)()).into_owned(),
            fields: group.fields.iter().map(|field| field_view(field, &page, form, &site, around)).collect(),
        };
        let fixed = fields::FIXED.iter().map(|fixed| FixedView {
            name: fixed.name,
            variable: variable(fixed.name),
            reason: page.localize(&(fixed.reason)()).into_owned(),
        });
        Self {
            notice: around.notice.as_ref().map(|notice| page.localize(notice).into_owned()),
            is_valid: form.is_valid(),
            is_toggled: site != *around.texts,
            groups: GROUPS.iter().map(view).collect(),
            experiments: experiments(&page, &site, around),
            keeps: keeps(&page, form, around),
            keep_error: form.error(session_move::FIELD).map(|message| page.localize(message).into_owned()),
            fixed: fixed.collect(),
            page,
        }
    }
}

fn field_view(
    field: &'static Field,
    page: &Page,
    form: &Form,
    site: &Texts,
    around: &Around<'_>,
) -> FieldView {
    let in_force = around.texts.get(field.name).map_or("", String::as_str);
    let value = if form.has(field.name) { form.value(field.name) } else { in_force };
    let of_the_site = site.get(field.name).map_or("", String::as_str);
    let radios = |choices: Vec<&str>| {
        let choices = choices.into_iter().map(|choice| choice_view(field, choice, value, page, around));
        Control::Radios(choices.collect())
    };
    FieldView {
        name: field.name,
        id: field.name.replace('.', "-"),
        variable: variable(field.name),
        in_django: field.in_django,
        about: page.localize(&(field.about)()).into_owned(),
        site: of_the_site.to_owned(),
        is_toggled: in_force != of_the_site,
        value: value.to_owned(),
        control: match field.kind {
            Kind::Switch => Control::Switch,
            Kind::Choice(choices) => radios(choices.to_vec()),
            Kind::Cache => radios(around.lab.settings.caches.keys().map(String::as_str).collect()),
            Kind::Database => radios(around.lab.settings.databases.keys().map(String::as_str).collect()),
            Kind::Number(least, most) => Control::Number { least, most },
            Kind::Text(longest) => Control::Text { longest },
        },
        error: form.error(field.name).map(|message| page.localize(message).into_owned()),
    }
}

fn choice_view(field: &Field, choice: &str, value: &str, page: &Page, around: &Around<'_>) -> ChoiceView {
    let about = match field.kind {
        Kind::Cache => around.lab.settings.caches.get(choice).map(|cache| match cache.backend {
            Backend::Memory => Message::new("lab-settings-cache-memory"),
            Backend::Redis => Message::new("lab-settings-cache-redis"),
            Backend::Memcached => Message::new("lab-settings-cache-memcached"),
        }),
        Kind::Database => {
            let is_the_shops = choice == "default";
            is_the_shops.then(|| Message::new("lab-settings-database-default"))
        }
        _ => fields::describe(choice),
    };
    let reason = around.unreachable.reason(field.name, choice);
    ChoiceView {
        about: about.map(|about| page.localize(&about).into_owned()),
        reason: reason.map(|reason| page.localize(reason).into_owned()),
        is_chosen: choice == value,
        value: choice.to_owned(),
    }
}

/// A button for each engine, and one there and back for the others.
fn experiments(page: &Page, site: &Texts, around: &Around<'_>) -> Vec<Experiment> {
    let text = |name: &str| around.texts.get(name).map_or("", String::as_str);
    let engines = EngineName::NAMES.iter().map(|engine| ("session.engine", *engine));
    let others = EXPERIMENTS.iter().map(|(name, wished)| {
        let is_back = text(name) == *wished;
        (*name, if is_back { site.get(*name).map_or(*wished, String::as_str) } else { *wished })
    });
    let view = |(name, wished): (&str, &str)| Experiment {
        code: format!("{name}={wished}"),
        reason: reason_against(wished, around).map(|reason| page.localize(reason).into_owned()),
        is_in_force: text(name) == wished,
    };
    engines.chain(others).map(view).collect()
}

/// Why an engine can't be had over the cache and the database in force.
fn reason_against<'a>(engine: &str, around: &'a Around<'_>) -> Option<&'a Message> {
    let reason = |kind: &StoreKind| match kind {
        StoreKind::Folder => around.unreachable.reason("session.engine", engine),
        kind => around.unreachable.reason(kind.setting(), around.texts.get(kind.setting())?),
    };
    engine.parse::<EngineName>().ok()?.stores().iter().find_map(reason)
}

fn keeps(page: &Page, form: &Form, around: &Around<'_>) -> Vec<KeepView> {
    let chosen = MoveMode::of(form, around.has_session);
    let view = |keep: MoveMode| {
        let (title, about) = match keep {
            MoveMode::CarryOver => ("lab-settings-carry", Message::new("lab-settings-carry-about")),
            MoveMode::StartNew => ("lab-settings-afresh", Message::new("lab-settings-afresh-about")),
            MoveMode::Return if around.left.is_empty() => {
                ("lab-settings-back", Message::new("lab-settings-back-nothing"))
            }
            MoveMode::Return => {
                let places = around.left.join(", ");
                ("lab-settings-back", Message::new("lab-settings-back-about").with("places", places))
            }
        };
        KeepView {
            code: keep.code(),
            title: page.text(title).into_owned(),
            about: page.localize(&about).into_owned(),
            is_chosen: chosen == Some(keep),
            is_possible: keep != MoveMode::Return || !around.left.is_empty(),
        }
    };
    MoveMode::ALL.map(view).into()
}

/// The variable of the environment that sets it for the whole site.
fn variable(name: &str) -> &'static str {
    let spec = crate::settings::SPECS.iter().find(|spec| spec.name == name);
    spec.map_or("", |spec| spec.variable)
}

impl FieldView {
    /// `aria-describedby`: what it does, and what is wrong.
    fn described_by(&self) -> String {
        let error = if self.error.is_some() { format!(" {}-error", self.id) } else { String::new() };
        format!("{}-about{error}", self.id)
    }
}
