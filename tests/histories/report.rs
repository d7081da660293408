//! The output of a failing run: the seed, the configuration, and for each broken
//! promise the few requests that show it, with the faults during that time.

use std::fmt::Write;

use super::{
    check::Violation,
    history::{Action, History, Key, Operation, SetCookie, Time},
};

/// Checks a history. Of each check only the first violation is reported.
///
/// # Panics
/// With a report, if a promise is broken.
pub fn assert_holds(name: &str, seed: Option<u64>, history: &History, log: &str) {
    let violations = super::check::violations(history);
    if violations.is_empty() {
        return;
    }
    let mut report = format!("\nconfiguration: {name}\n");
    if let Some(seed) = seed {
        writeln!(
            report,
            "seed: {seed}   again: HISTORY_SEED={seed} cargo test --all-features --test histories {name}"
        )
        .unwrap();
    }
    for violation in &violations {
        write_violation(&mut report, history, violation);
    }
    writeln!(report, "the last lines of the shop's log:").unwrap();
    let lines: Vec<&str> = log.lines().collect();
    for line in &lines[lines.len().saturating_sub(10)..] {
        writeln!(report, "  {line}").unwrap();
    }
    panic!("{report}");
}

fn write_violation(report: &mut String, history: &History, violation: &Violation) {
    let operations = violation.operations.iter().map(|&number| (number, &history.operations[number]));
    let operations: Vec<(usize, &Operation)> = operations.collect();
    writeln!(report, "\nBROKEN: {}\n  {}", violation.promise, violation.reason).unwrap();
    let from = operations.iter().map(|(_, operation)| operation.sent).min().unwrap_or(Time::MAX);
    let until =
        operations.iter().filter_map(|(_, operation)| operation.completed.or(Some(operation.sent))).max();
    let until = until.unwrap_or(Time::ZERO);
    let mut lines: Vec<(Time, String)> =
        operations.iter().map(|(number, it)| (it.sent, line(*number, it))).collect();
    let faults = history.faults.iter().filter(|fault| fault.overlaps(from, until));
    lines.extend(faults.map(|fault| {
        (
            fault.from,
            format!("{} {}  fault: {}", seconds(fault.from), seconds(fault.until), fault.description),
        )
    }));
    lines.sort();
    writeln!(report, "    sent completed  who               process  request -> response").unwrap();
    for (_, line) in &lines {
        writeln!(report, "{line}").unwrap();
    }
}

/// Returns one line about a request: its times, client, process, action and
/// response.
fn line(number: usize, operation: &Operation) -> String {
    let completed = operation.completed.map_or("   never".to_owned(), seconds);
    let who = format!("browser {} tab {}", operation.browser, operation.tab);
    let carried = operation.sent_key.as_ref().map_or("no cookie".to_owned(), short);
    let what = what(&operation.action);
    let response = response(operation);
    format!(
        "{} {completed}  {who:<17} {}        #{number} {what} with {carried} -> {response}",
        seconds(operation.sent),
        operation.process
    )
}

fn what(action: &Action) -> String {
    match action {
        Action::ViewCart => "view at the cart".to_owned(),
        Action::ViewPreferences => "view at the preferences".to_owned(),
        Action::Add { tea, packets } => format!("add {packets} × {tea}"),
        Action::SetPageSize { per_page } => format!("choose {per_page} teas a page"),
        Action::Register => "register".to_owned(),
        Action::LogIn => "log in".to_owned(),
        Action::LogOut => "log out".to_owned(),
        Action::ChangePassword => "change the password".to_owned(),
        Action::CycleKey => "cycle the key".to_owned(),
        Action::Flush => "flush the session".to_owned(),
        Action::CheckoutStep { path } => (*path).to_owned(),
        Action::PlaceOrder { token, lines } => format!("place the order {token:.6} of {lines:?}"),
    }
}

fn response(operation: &Operation) -> String {
    let Some(response) = &operation.response else { return "no response: indeterminate".to_owned() };
    let mut text = response.status.to_string();
    if let Some(location) = &response.location {
        write!(text, " to {location}").unwrap();
    }
    match &response.cookie {
        SetCookie::Nothing => {}
        SetCookie::Removes => text.push_str(", removes the cookie"),
        SetCookie::Sets(key) => write!(text, ", sets {}", short(key)).unwrap(),
    }
    if let Some(user) = &response.user {
        write!(text, ", user {user}").unwrap();
    }
    match (&response.cart, response.cart_count) {
        (Some(cart), _) => write!(text, ", cart {cart:?}").unwrap(),
        (None, Some(count)) => write!(text, ", {count} in the cart").unwrap(),
        (None, None) => {}
    }
    if let Some(per_page) = response.per_page {
        write!(text, ", {per_page} teas a page").unwrap();
    }
    if !response.messages.is_empty() {
        write!(text, ", messages {:?}", response.messages).unwrap();
    }
    if operation.jar_before != operation.sent_key {
        write!(text, " (the jar held {})", operation.jar_before.as_ref().map_or("none".to_owned(), short))
            .unwrap();
    }
    text
}

/// Returns a short form of a key: its end, or the beginning of a cookie that
/// contains the data, which is its signature.
fn short(key: &Key) -> String {
    let start = if key.len() > 32 { 0 } else { key.len().saturating_sub(6) };
    format!("k:{}", &key[start..(start + 6).min(key.len())])
}

fn seconds(time: Time) -> String {
    format!("{:8.3}", time.as_secs_f64())
}
