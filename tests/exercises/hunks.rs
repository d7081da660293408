//! Reads the replaced pieces of a patch.

/// A replaced piece of a file.
#[derive(Debug)]
pub struct Hunk {
    /// The file's path in the project.
    pub path: String,
    /// The lines that the patch removes, without the indentation of the first one.
    pub old: String,
    /// The lines that the patch adds.
    pub new: String,
}

/// Returns the replaced pieces of a patch, one for each hunk.
pub fn hunks(patch: &str) -> Vec<Hunk> {
    let (mut pieces, mut file) = (Vec::<Hunk>::new(), "");
    for line in patch.lines() {
        if let Some(name) = line.strip_prefix("+++ b/") {
            file = name;
        } else if line.starts_with("@@") {
            pieces.push(Hunk { path: file.to_owned(), old: String::new(), new: String::new() });
        } else if let Some(hunk) = pieces.last_mut() {
            let text = match line.split_at_checked(1) {
                Some(("-", _)) => &mut hunk.old,
                Some(("+", _)) => &mut hunk.new,
                _ => continue,
            };
            text.push_str(&line[1..]);
            text.push('\n');
        }
    }
    for hunk in &mut pieces {
        hunk.old = hunk.old.trim().to_owned();
        hunk.new = hunk.new.trim().to_owned();
    }
    pieces
}
