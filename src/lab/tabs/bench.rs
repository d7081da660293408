//! The bench: a session of its own, two requests that are held between their steps, and
//! what each step has done.

use std::sync::Arc;

use serde_json::Value;

use super::{
    request::{HeldRequest, Report, look, send},
    work::{Tab, Work},
};
use crate::{
    lab::{LabContext, display::shorten_key},
    sessions::{Options, options::Concurrency, trace::StoreCall},
    web::Error,
};

/// Seconds after which the session of a bench expires that nobody uses any more.
const SESSION_AGE: u32 = 3_600;

/// What a student chooses before the first step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What both requests do.
    pub work: Work,
    /// The engine that stores the session.
    pub engine: &'static str,
    /// Whether the framework replays changes; without that the last write wins.
    pub replays: bool,
}

/// The steps of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The layer loads the session.
    Load,
    /// The handler changes it.
    Change,
    /// The layer saves it, and the response is sent.
    Save,
}

/// A step that a request has taken.
#[derive(Clone, Debug)]
pub struct Taken {
    /// Which request.
    pub tab: Tab,
    /// Which step.
    pub step: Step,
    /// The data that the request sees; none after it has ended.
    pub sees: Option<Value>,
    /// A copy of a value that the handler has changed, and that is not the session's.
    pub copy: Option<Value>,
    /// The status of the response.
    pub status: Option<u16>,
    /// The beginning of the cookie's value that the response sets.
    pub cookie: Option<String>,
    /// The calls to the store of the whole request.
    pub calls: Vec<StoreCall>,
    /// What the browser's next request would load.
    pub stored: Option<Value>,
}

impl Taken {
    fn new(tab: Tab, step: Step) -> Self {
        let (calls, stored) = (Vec::new(), None);
        Self { tab, step, sees: None, copy: None, status: None, cookie: None, calls, stored }
    }
}

/// A request, and the step that it takes next.
#[derive(Default)]
struct Request {
    held: Option<HeldRequest>,
    taken: usize,
}

/// Two requests of one session.
pub struct Bench {
    /// What was chosen.
    pub plan: Plan,
    /// The steps that were taken, in their order.
    pub steps: Vec<Taken>,
    /// What the browser's next request would load.
    pub stored: Option<Value>,
    options: Arc<Options>,
    cookie: Option<String>,
    requests: [Request; 2],
}

impl Bench {
    /// Creates the session of the bench. The options are those of the student's browser, but
    /// for the engine, the handling of conflicts and the age.
    ///
    /// # Errors
    /// If the engine can't be used, or if its store doesn't respond.
    pub async fn start(context: &LabContext, plan: Plan) -> Result<Self, Error> {
        let site = context.lab.settings.session_texts();
        let overrides = context.overrides().with(site, &[("session.engine", plan.engine)]);
        let resolved = context.lab.resolve(overrides).map_err(Error::internal)?;
        let mut options = Options::clone(&resolved.options);
        options.concurrency = if plan.replays { Concurrency::Replay } else { Concurrency::LastWriteWins };
        options.enabled = true;
        options.expiry.cookie_age = SESSION_AGE;
        // The student's own request has been counted already.
        options.new_sessions = None;
        let options = Arc::new(options);
        let response = send(&options, None, move |session| {
            let prepared = plan.work.prepare(&session);
            Box::pin(async { prepared })
        })
        .await;
        let stored = look(&options, response.cookie.as_deref()).await;
        let requests = Tab::ALL.map(|_| Request::default());
        Ok(Self { plan, steps: Vec::new(), stored, options, cookie: response.cookie, requests })
    }

    /// Returns the step that a request takes next; `None` if it has ended.
    pub fn next_step(&self, tab: Tab) -> Option<Step> {
        [Step::Load, Step::Change, Step::Save].get(self.requests[tab as usize].taken).copied()
    }

    /// Returns whether both requests have ended.
    pub fn is_done(&self) -> bool {
        Tab::ALL.iter().all(|tab| self.next_step(*tab).is_none())
    }

    /// Returns whether the session has the changes of both requests.
    pub fn has_both_changes(&self) -> bool {
        self.stored.as_ref() == Some(&self.plan.work.expected())
    }

    /// Lets a request take its next step, if it has one.
    pub async fn take_step(&mut self, tab: Tab) {
        let Some(step) = self.next_step(tab) else { return };
        let request = &mut self.requests[tab as usize];
        let held = request.held.get_or_insert_with(|| {
            HeldRequest::begin(&self.options, self.cookie.clone(), self.plan.work, tab)
        });
        if step != Step::Load {
            held.permit();
        }
        let report = held.report().await;
        request.taken += 1;
        let mut taken = Taken::new(tab, step);
        match report {
            Some(Report::Loaded(data)) => taken.sees = Some(data),
            Some(Report::Changed(data, copy)) => (taken.sees, taken.copy) = (Some(data), copy),
            Some(Report::Responded(response)) => {
                // A request that fails ends before its last step.
                request.taken = 3;
                request.held = None;
                taken.step = Step::Save;
                taken.status = Some(response.status);
                taken.calls = response.calls;
                taken.cookie = response.cookie.as_deref().map(shorten_key);
                self.cookie = response.cookie.or_else(|| self.cookie.take());
            }
            None => {
                request.taken = 3;
                taken.step = Step::Save;
            }
        }
        self.stored = look(&self.options, self.cookie.as_deref()).await;
        taken.stored.clone_from(&self.stored);
        self.steps.push(taken);
    }

    /// Lets both requests take their steps in turn until both have ended.
    pub async fn take_all_steps(&mut self) {
        while !self.is_done() {
            for tab in Tab::ALL {
                self.take_step(tab).await;
            }
        }
    }

    /// Ends the session of the bench.
    pub async fn end(mut self) {
        self.requests = Tab::ALL.map(|_| Request::default());
        send(&self.options, self.cookie.as_deref(), |session| {
            session.flush();
            Box::pin(async { Ok(()) })
        })
        .await;
    }
}
