//! Finds the commands that the project shows: in the Markdown files, in the
//! comments of the sources, and on the pages of the lab.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use scraper::{Html, Selector};

use crate::{files, paths::documentation, root, support::TestApp};

/// The programs whose command lines are checked.
const PROGRAMS: [&str; 7] =
    ["cargo", "session-shop", "tests/run", "tests/install", "tests/awkward_times", "curl", "chromium"];

/// A command, and where it is shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shown {
    /// The file or page that shows it.
    pub place: String,
    /// The environment variables that are set for it, as `NAME=value`.
    pub variables: Vec<String>,
    /// The program and its arguments.
    pub words: Vec<String>,
}

/// Returns every command of the files, and of the lab's pages in these languages,
/// each once.
pub async fn all(languages: &[&str]) -> Vec<Shown> {
    let mut found: Vec<_> = in_files().into_iter().chain(on_pages(languages).await).collect();
    found.sort();
    found.dedup_by(|one, other| (&one.variables, &one.words) == (&other.variables, &other.words));
    found
}

fn in_files() -> Vec<Shown> {
    let mut found = Vec::new();
    let top = std::fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().path());
    let top = top.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let top = top.map(|path| (path.clone(), std::fs::read_to_string(path).unwrap()));
    let below = ["docs", "lessons"].into_iter().flat_map(|folder| files(folder, "md"));
    for (path, text) in top.chain(below) {
        found.extend(in_markdown(&path.display().to_string(), &text));
    }
    for (path, text) in
        ["src", "tests", "benches", "examples"].into_iter().flat_map(|folder| files(folder, "rs"))
    {
        found.extend(in_markdown(&path.display().to_string(), &documentation(&text)));
    }
    found
}

/// Returns the commands in the code spans and code blocks of a Markdown text.
fn in_markdown(place: &str, text: &str) -> Vec<Shown> {
    let (mut found, mut block) = (Vec::new(), None);
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Code(code) => found.extend(commands(place, &code)),
            Event::Start(Tag::CodeBlock(_)) => block = Some(String::new()),
            Event::Text(text) => {
                if let Some(block) = &mut block {
                    block.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => found.extend(commands(place, &block.take().unwrap_or_default())),
            _ => {}
        }
    }
    found
}

/// Returns the commands on the rendered pages of the lab.
async fn on_pages(languages: &[&str]) -> Vec<Shown> {
    let (app, code) = (TestApp::start().await, Selector::parse("code").unwrap());
    let mut found = Vec::new();
    for language in languages {
        let visitor = app.visitor().with_header("accept-language", language);
        let index = visitor.get("/lab").await;
        let paths = index.attributes_of("[href^=\"/lab\"]", "href");
        assert!(paths.len() > 50, "the index links to every lesson: {paths:?}");
        for path in paths {
            let page = visitor.get(&path).await;
            let document = Html::parse_document(&page.body);
            let codes = document.select(&code).map(|element| element.text().collect::<String>());
            found.extend(codes.flat_map(|code| commands(&format!("{path} in {language}"), &code)));
        }
    }
    found
}

/// Returns the commands in a piece of code. The text after two spaces on a line is
/// an explanation, and a backslash at the end continues the line.
fn commands(place: &str, code: &str) -> Vec<Shown> {
    let code = code.replace("\\\n", " ");
    let lines = code.lines().map(str::trim).map(|line| line.split("  ").next().unwrap_or_default());
    lines.filter_map(|line| command(place, line)).collect()
}

fn command(place: &str, line: &str) -> Option<Shown> {
    let line = line.strip_prefix("taskset -c 0 ").unwrap_or(line);
    let is_assignment = |word: &&str| {
        word.split_once('=').is_some_and(|(name, _)| name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
    };
    let variables: Vec<_> = line.split_whitespace().take_while(is_assignment).map(str::to_owned).collect();
    let words: Vec<_> = line.split_whitespace().skip(variables.len()).map(str::to_owned).collect();
    let is_command = words.first().is_some_and(|program| PROGRAMS.contains(&program.as_str()));
    is_command.then(|| Shown { place: place.to_owned(), variables, words })
}
