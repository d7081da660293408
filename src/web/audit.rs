//! The audit trail: one line of JSON for each event that matters for security, such as a
//! login or a refused token (OWASP ASVS 4.0, V7.1 and V7.2).
//!
//! A line has the time, the event, the request's id and trace, the client's address, the
//! account and the browser, and no secret. It never has a text that a visitor typed into a form:
//! people type passwords into the field of the username, so `account` is the name of an
//! account that exists. The lines go to the log with the target [`TARGET`], or to the
//! file of the setting `audit.file`.

use std::{
    fmt,
    fs::File,
    io::{self, Write},
    net::IpAddr,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use actix_web::{HttpRequest, http::header, web::Data};
use serde::{Serialize, Serializer};
use strum::IntoStaticStr;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{client, request_id::RequestId, trace_parent::TraceParent};
use crate::{monitoring::AUDIT_EVENTS, platform};

/// The log target of the audit trail.
pub const TARGET: &str = module_path!();

/// The maximum length of an account's name and of a browser's name in a line, characters.
const MAX_LENGTH: usize = 200;

/// An event of the audit trail. Its name in the line is in snake case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// A visitor created an account, and is logged in.
    Registered,
    /// A registration was refused: too many from this address.
    RegistrationLimited,
    /// A user logged in.
    Login,
    /// A wrong username or password.
    LoginFailed,
    /// A password was not checked: too many failed attempts before it.
    LoginLimited,
    /// A user logged out.
    Logout,
    /// A user changed the password.
    PasswordChanged,
    /// A logged-in visitor typed a wrong current password.
    PasswordRefused,
    /// A user ended logins on other devices, or all.
    DeviceEnded,
    /// A CSRF token or the origin of a form was refused.
    FormRefused,
    /// The host of a request, or what a proxy reports of it, was refused.
    HostRefused,
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.into())
    }
}

/// One line.
#[derive(Serialize)]
struct Line {
    time: String,
    event: Event,
    request: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace: Option<String>,
    address: Option<IpAddr>,
    account: Option<String>,
    user_agent: Option<String>,
}

/// The file of the setting `audit.file`. `app` sets it as application data.
pub struct AuditFile {
    path: PathBuf,
    file: Mutex<File>,
}

impl AuditFile {
    /// Opens the file for appending. A new file can be read by its owner only.
    ///
    /// # Errors
    /// Returns the error of the system if the file can't be opened or created.
    pub fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { path: path.to_owned(), file: Mutex::new(open(path)?) })
    }

    /// Opens the file again, or creates it: another program may have renamed it.
    ///
    /// # Errors
    /// Returns the error of the system if the file can't be opened or created. The earlier
    /// file stays open then.
    pub fn reopen(&self) -> io::Result<()> {
        let file = open(&self.path)?;
        *self.file.lock().unwrap_or_else(PoisonError::into_inner) = file;
        Ok(())
    }

    /// Returns the path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends a line in one call, so that processes can share the file.
    fn append(&self, line: &str) -> io::Result<()> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.write_all(format!("{line}\n").as_bytes())
    }
}

fn open(path: &Path) -> io::Result<File> {
    match platform::create_new(path, platform::Readers::OwnerOnly) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => File::options().append(true).open(path),
    }
}

impl fmt::Debug for AuditFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuditFile")
    }
}

/// Writes the line of `event`. `account` is the name of an account that exists, never a
/// name that was only typed.
pub fn record(request: &HttpRequest, event: Event, account: Option<&str>) {
    AUDIT_EVENTS.add(1, [event.into()]);
    let user_agent = request.headers().get(header::USER_AGENT);
    let line = Line {
        time: OffsetDateTime::now_utc().format(&Rfc3339).unwrap_or_default(),
        event,
        request: RequestId::of(request).to_string(),
        trace: TraceParent::of(request).map(|trace| trace.trace_id.to_string()),
        address: client::address(request),
        account: account.map(printable),
        user_agent: user_agent.map(|value| printable(&String::from_utf8_lossy(value.as_bytes()))),
    };
    // A line of these types can always be serialized.
    let line = serde_json::to_string(&line).unwrap_or_default();
    let file = request.app_data::<Data<AuditFile>>();
    match file.map(|file| file.append(&line)) {
        Some(Ok(())) => {}
        Some(Err(error)) => {
            log::error!("audit.file can't be written, so its line follows: {error}");
            log::info!(target: TARGET, "{line}");
        }
        None => log::info!(target: TARGET, "{line}"),
    }
}

/// Returns `text` without characters that could disguise a line, and truncated. JSON
/// escapes the ASCII control characters; the others, such as those that reverse the
/// direction of a text, are replaced by U+FFFD.
fn printable(text: &str) -> String {
    let is_disguise = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let letters = text.chars().take(MAX_LENGTH);
    letters.map(|letter| if is_disguise(letter) { '\u{fffd}' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn lines_of(events: &[(Event, Option<&str>)]) -> Vec<serde_json::Value> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit");
        let file = Data::new(AuditFile::open(&path).unwrap());
        for (event, account) in events {
            // "Mozilla" and a C1 control character, UTF-8.
            let agent = &b"Mozilla/5.0 \xc2\x9b31m"[..];
            let request = TestRequest::default().app_data(file.clone());
            let request = request.peer_addr("[2001:db8::7]:4711".parse().unwrap());
            record(&request.insert_header(("User-Agent", agent)).to_http_request(), *event, *account);
        }
        let text = std::fs::read_to_string(&path).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn a_line_is_json_and_can_not_be_disguised() {
        let long = "x".repeat(1_000);
        let events = [
            (Event::LoginFailed, Some("Mei\"}\n{\u{202e}")),
            (Event::HostRefused, None),
            (Event::Login, Some(long.as_str())),
        ];
        let lines = lines_of(&events);
        assert_eq!(lines.len(), 3, "one line for each event");
        assert_eq!(
            (&lines[0]["event"], &lines[1]["event"]),
            (&"login_failed".into(), &"host_refused".into())
        );
        assert_eq!(lines[0]["account"], "Mei\"}\u{fffd}{\u{fffd}");
        assert_eq!(
            (&lines[0]["address"], &lines[1]["account"]),
            (&"2001:db8::7".into(), &serde_json::Value::Null)
        );
        assert_eq!(lines[2]["account"].as_str().unwrap().len(), MAX_LENGTH);
        assert!(!lines[0]["user_agent"].as_str().unwrap().contains('\u{9b}'));
        assert!(lines[0]["time"].as_str().unwrap().ends_with('Z'));
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit");
        AuditFile::open(&path).unwrap();
        AuditFile::open(&path).unwrap();
        assert_eq!(platform::permissions(&path).unwrap(), Some(0o600));
    }
}
