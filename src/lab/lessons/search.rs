//! The page `/lab/search`: finds lessons by words of their texts, in the language of the
//! page.

use actix_web::{
    HttpResponse,
    web::{self, ServiceConfig},
};
use askama::Template;

use super::{Lesson, links::LessonLink, table::LESSONS};
use crate::{
    lab::{LabContext, progress::Progress},
    web::{Error, Page, respond},
};

/// Characters of a query that are searched for.
const MAX_QUERY: usize = 80;

/// Characters of an excerpt before and after the found word.
const AROUND: usize = 80;

pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/lab/search").get(search));
}

#[derive(Template)]
#[template(path = "lab/search.html")]
struct SearchPage {
    page: Page,
    query: String,
    results: Vec<SearchResult>,
}

struct SearchResult {
    link: LessonLink,
    excerpt: Option<Excerpt>,
}

/// A piece of a text around a found word.
#[derive(Debug, PartialEq, Eq)]
struct Excerpt {
    before: String,
    word: String,
    after: String,
}

async fn search(context: LabContext, page: Page) -> Result<HttpResponse, Error> {
    let query: String = context.query("q").unwrap_or_default().chars().take(MAX_QUERY).collect();
    let query = query.trim().to_owned();
    let words: Vec<Vec<char>> = query.split_whitespace().map(fold).collect();
    let progress = Progress::of(&context);
    let mut found: Vec<_> = LESSONS.iter().filter_map(|lesson| find_in(lesson, &words, &page)).collect();
    found.sort_by_key(|(rank, ..)| *rank);
    let result = |(_, lesson, excerpt)| {
        let link = LessonLink::new(lesson, &page, &progress);
        SearchResult { link, excerpt }
    };
    let results = found.into_iter().map(result).collect();
    respond::html(&page, &SearchPage { page: page.clone(), query, results })
}

/// Finds the words in a lesson. A lesson with all words in its title has rank 0, another
/// one rank 1; `None` if a word is missing.
fn find_in(
    lesson: &'static Lesson,
    words: &[Vec<char>],
    page: &Page,
) -> Option<(u8, &'static Lesson, Option<Excerpt>)> {
    let (first, language) = (words.first()?, page.display.language);
    let title = fold(lesson.text.title(language));
    let paragraphs = lesson.text.paragraphs(language);
    let folded: Vec<Vec<char>> = paragraphs.iter().map(|paragraph| fold(paragraph)).collect();
    let contains = |text: &Vec<char>, word: &Vec<char>| position(text, word).is_some();
    let is_there = |word| contains(&title, word) || folded.iter().any(|text| contains(text, word));
    if !words.iter().all(is_there) {
        return None;
    }
    let rank = u8::from(!words.iter().all(|word| contains(&title, word)));
    let excerpt = paragraphs.iter().find_map(|paragraph| excerpt(paragraph, first));
    Some((rank, lesson, excerpt))
}

/// Returns the characters of a text in lower case, one for each character of the text.
fn fold(text: &str) -> Vec<char> {
    text.chars().map(|character| character.to_lowercase().next().unwrap_or(character)).collect()
}

fn position(text: &[char], word: &[char]) -> Option<usize> {
    text.windows(word.len()).position(|window| window == word)
}

/// Returns the piece of a paragraph around a word that [`fold`] has put in lower case.
fn excerpt(paragraph: &str, word: &[char]) -> Option<Excerpt> {
    let at = position(&fold(paragraph), word)?;
    let characters: Vec<char> = paragraph.chars().collect();
    let (start, end) = (at.saturating_sub(AROUND), at + word.len());
    let last = characters.len().min(end + AROUND);
    let text = |range: std::ops::Range<usize>| characters[range].iter().collect::<String>();
    let ellipsis = |is_cut| if is_cut { "…" } else { "" };
    Some(Excerpt {
        before: format!("{}{}", ellipsis(start > 0), text(start..at)),
        word: text(at..end),
        after: format!("{}{}", text(end..last), ellipsis(last < characters.len())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_shows_the_word_as_the_text_has_it() {
        let found = excerpt("The attribute SameSite is new.", &fold("samesite")).unwrap();
        assert_eq!(found.before, "The attribute ");
        assert_eq!((found.word.as_str(), found.after.as_str()), ("SameSite", " is new."));
        assert_eq!(excerpt("The attribute", &fold("samesite")), None);
    }

    #[test]
    fn a_long_paragraph_is_cut_between_characters() {
        let text = format!("{}會話{}", "茶".repeat(200), "壺".repeat(200));
        let found = excerpt(&text, &fold("會話")).unwrap();
        assert_eq!(found.before, format!("…{}", "茶".repeat(AROUND)));
        assert_eq!(found.after, format!("{}…", "壺".repeat(AROUND)));
    }
}
