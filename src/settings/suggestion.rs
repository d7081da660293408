//! Finds the name that the author of a wrong one may have meant.

/// The similarity from which a name is suggested, as for the arguments of the command line
/// (clap).
const MIN_SIMILARITY: f64 = 0.7;

/// The number of letters that a typing error changes in a short name. Of a long name it
/// can change one more.
const MAX_CHANGES: usize = 1;

/// The length of a long name.
const LONG: usize = 12;

/// Returns a question with the most similar one of the `known` names, or an empty text if
/// none is similar.
pub(super) fn hint<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    most_similar(name, known).map_or_else(String::new, |known| format!(" (did you mean {known}?)"))
}

/// Returns the most similar one of the `known` names, unless none is similar.
pub(super) fn most_similar<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let rated = known.map(|known| (strsim::jaro(name, known), known));
    let best = rated.filter(|(similarity, _)| *similarity > MIN_SIMILARITY);
    best.max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, known)| known)
}

/// Returns whether `name` differs from the `known` one by a typing error: a letter or two
/// are missing, wrong, swapped or too many.
pub(super) fn is_typing_error(name: &str, known: &str) -> bool {
    let changes = if known.len() < LONG { MAX_CHANGES } else { MAX_CHANGES + 1 };
    name.len().abs_diff(known.len()) <= changes && strsim::damerau_levenshtein(name, known) <= changes
}
