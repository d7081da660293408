//! What the judge looks at: the exchanges of this browser, and what no single browser's
//! exchanges show.

use std::sync::Arc;

use super::{judge::Step, pass};
use crate::{
    accounts::SESSION_KEY,
    lab::{
        LabContext,
        attack::POINTS,
        browser::BrowserState,
        exchanges::Exchange,
        inspector::analysis::{ExchangeAnalysis, SessionState},
        lessons::{AfterRestart, TwoEngines},
        recorder::exchange_until_now,
    },
    sessions::data::Data,
};

/// The exchanges of a browser and of the others, from which evidence is made. The
/// analyses of [`Evidence`] borrow from it.
pub struct Recorded {
    /// The exchanges of this browser, the oldest first.
    own: Vec<Arc<Exchange>>,
    /// The exchanges of the other browsers in which a login may have ended.
    others: Vec<Arc<Exchange>>,
}

impl Recorded {
    /// Returns the exchanges that the lab remembers.
    pub fn of(context: &LabContext) -> Self {
        let oldest_first = |state: &Arc<BrowserState>| {
            let mut exchanges = state.exchanges.latest_first();
            exchanges.reverse();
            exchanges
        };
        let others = context.lab.browsers.others(&context.browser);
        // The request for this page is evidence too.
        let this = exchange_until_now(&context.lab, &context.request, 200).map(Arc::new);
        let own = oldest_first(&context.browser).into_iter().chain(this).collect();
        Self { own, others: others.iter().flat_map(oldest_first).collect() }
    }
}

/// Everything that a judge may look at.
pub struct Evidence<'a> {
    /// The exchanges of this browser, the oldest first.
    pub exchanges: Vec<ExchangeAnalysis<'a>>,
    /// The exchanges of the other browsers.
    others: &'a [Arc<Exchange>],
    /// What the two engines of lesson D8 found after the restart of their cache.
    restart: Option<AfterRestart>,
    /// The sessions in the passes that came, with the index of the exchange.
    passes: Vec<(usize, Data)>,
    /// The name in the pass that the goal's page shows.
    victim: String,
}

impl<'a> Evidence<'a> {
    /// Analyses what was recorded, and adds what is in the lab's stores.
    pub async fn of(context: &LabContext, recorded: &'a Recorded) -> Self {
        let exchanges: Vec<_> = recorded.own.iter().map(|exchange| ExchangeAnalysis::of(exchange)).collect();
        let mut passes = Vec::new();
        for (index, exchange) in recorded.own.iter().enumerate() {
            passes.extend(pass::in_request(exchange).await.map(|data| (index, data)));
        }
        let restart = context.browser.two_engines.lock().await.as_ref().and_then(TwoEngines::after_restart);
        let victim = pass::victim(context);
        Self { exchanges, others: &recorded.others, restart, passes, victim }
    }
}

/// D8: the cache restarts; `cache` has lost the session, and `cached_db` still finds it.
pub fn survives_restart(evidence: &Evidence) -> Vec<Step> {
    let shown = |is_shown: bool| if is_shown { Step::ShownElsewhere } else { Step::Missing };
    let restart = evidence.restart;
    vec![
        shown(restart.is_some()),
        shown(restart.is_some_and(|restart| restart.is_lost_in_cache)),
        shown(restart.is_some_and(|restart| restart.is_found_in_cached_db)),
    ]
}

/// D19: a pass came that the leaked key signed; and one in the other guest's name.
pub fn forged_pass(evidence: &Evidence) -> Vec<Step> {
    let first = |is_right: &dyn Fn(&Data) -> bool| {
        let found = evidence.passes.iter().find(|(_, data)| is_right(data));
        found.map_or(Step::Missing, |(index, _)| Step::Shown(*index))
    };
    let is_staff = |data: &Data| data.read("is_staff") == Some(true);
    let is_victim = |data: &Data| data.read::<String>("username").as_ref() == Some(&evidence.victim);
    vec![first(&is_staff), first(&|data| is_staff(data) && is_victim(data))]
}

/// F3: points are gone from the session between two exchanges of this browser. A form of
/// another site comes without the lab's number, so none of these exchanges took them.
pub fn forged_form(evidence: &Evidence) -> Vec<Step> {
    let points = |data: Option<Data>| data.and_then(|data| data.read::<i64>(POINTS));
    let mut steps = vec![Step::Missing; 2];
    let mut last = None;
    for (index, exchange) in evidence.exchanges.iter().enumerate() {
        let same_key = |state: &SessionState| state.key.clone();
        if let (Some(before), Some((key, known))) = (&exchange.before, &last)
            && *key == same_key(before)
            && points(exchange.data_before()).is_some_and(|now| now < *known)
        {
            steps[1] = Step::Shown(index);
            return steps;
        }
        if let (Some(after), Some(now)) = (&exchange.after, points(exchange.data_after())) {
            steps[0] = Step::Shown(index);
            last = Some((same_key(after), now));
        }
    }
    steps
}

/// H6: this browser ends another login from the list of devices, and the other browser's
/// next request is no longer logged in.
pub fn ended_elsewhere(evidence: &Evidence) -> Vec<Step> {
    let mut steps = vec![Step::Missing; 3];
    for (index, exchange) in evidence.exchanges.iter().enumerate() {
        let Some(device) = exchange.exchange.path.strip_prefix("/account/devices/end?which=") else {
            continue;
        };
        let is_named =
            |login: Option<String>| !device.is_empty() && login.is_some_and(|id| id.starts_with(device));
        let was_used = |other: &ExchangeAnalysis| is_named(login(other.data_before()));
        let others = || evidence.others.iter().map(|other| ExchangeAnalysis::of(other)).filter(was_used);
        if others().next().is_none() {
            continue;
        }
        steps[0] = Step::ShownElsewhere;
        let ends = |later: &ExchangeAnalysis| {
            let is_form = later.exchange.method == "POST" && later.exchange.path == "/account/devices/end";
            is_form && later.exchange.status == 303
        };
        let Some(offset) = evidence.exchanges[index..].iter().position(ends) else { continue };
        steps[1] = Step::Shown(index + offset);
        let at = evidence.exchanges[index + offset].exchange.at;
        if others().any(|other| other.exchange.at >= at && login(other.data_after()).is_none()) {
            steps[2] = Step::ShownElsewhere;
            return steps;
        }
    }
    steps
}

/// Returns the id of the login in a session's data.
fn login(data: Option<Data>) -> Option<String> {
    data?.read(SESSION_KEY)
}
