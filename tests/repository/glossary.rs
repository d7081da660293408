//! One term for one concept: the Chinese lessons, messages and READMEs use the
//! words of the glossary that `/lab/words` shows (`src/lab/words/glossary.rs`). Taiwan's
//! words stand in the texts in traditional characters, the mainland's in those in
//! simplified ones, and never the other way round.

use std::{fs, path::PathBuf};

use session_shop::lab::GLOSSARY;

use super::{files, root};

/// Right words that contain a wrong one, and the names of the two scripts.
const RIGHT: [&[&str]; 2] =
    [&["用戶端", "網域名稱", "简体中文"], &["存储后端", "存储空间", "“存储”", "进行", "繁體中文"]];

/// Characters that the two scripts write differently, in the same order.
const SCRIPTS: [&str; 2] = [
    "這們個會話請應記錄數據庫線進頁認證見說時間為來對發開關過還沒問題務簽設驗刪處響組碼賬戶網絡鏈檔態項節變動緩儲讀寫試覽冊買賣單車購級權鑰種",
    "这们个会话请应记录数据库线进页认证见说时间为来对发开关过还没问题务签设验删处响组码账户网络链档态项节变动缓储读写试览册买卖单车购级权钥种",
];

const LANGUAGES: [&str; 2] = ["zh-Hant", "zh-Hans"];

/// The prose of each line: no fenced code, no code between backticks.
fn prose(text: &str) -> Vec<String> {
    let mut is_code = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        let is_fence = line.starts_with("```");
        is_code ^= is_fence;
        let words = if is_code || is_fence { String::new() } else { without_code(line) };
        lines.push(words);
    }
    lines
}

fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect::<Vec<_>>().join(" ")
}

/// The wrong words of a line with the right ones. `language` is an index of
/// [`LANGUAGES`].
fn faults(line: &str, language: usize) -> Vec<String> {
    let line = RIGHT[language].iter().fold(line.to_owned(), |line, right| line.replace(right, " "));
    let mut faults = Vec::new();
    for concept in GLOSSARY {
        let (right, wrong) = match language {
            0 => (concept.traditional, concept.not_traditional),
            _ => (concept.simplified, concept.not_simplified),
        };
        let found = wrong.iter().filter(|wrong| line.contains(**wrong));
        faults.extend(found.map(|wrong| format!("{wrong} (the glossary has {right})")));
    }
    let other = SCRIPTS[1 - language];
    faults.extend(other.chars().filter(|c| line.contains(*c)).map(|c| format!("{c} (the other script)")));
    faults
}

/// The lessons, the messages and the README of a language.
fn texts(language: &str) -> Vec<(PathBuf, String)> {
    let readme = root().join(format!("README.{language}.md"));
    let text = fs::read_to_string(&readme).unwrap();
    let mut texts = files(&format!("lessons/{language}"), "md");
    texts.extend(files(&format!("locales/{language}"), "ftl"));
    texts.extend(files(&format!("locales/{language}"), "md"));
    texts.push((readme, text));
    texts
}

#[test]
fn chinese_texts_use_the_words_of_the_glossary() {
    let mut found = Vec::new();
    for (index, language) in LANGUAGES.into_iter().enumerate() {
        for (path, text) in texts(language) {
            for (number, line) in prose(&text).iter().enumerate() {
                let path = path.strip_prefix(root()).unwrap().display();
                let faults = faults(line, index).into_iter();
                found.extend(faults.map(|fault| format!("{path}:{}: {fault}", number + 1)));
            }
        }
    }
    assert!(found.is_empty(), "words that the glossary does not have:\n{}", found.join("\n"));
}

#[test]
fn a_wrong_word_is_found_with_its_line_and_the_right_word() {
    assert_eq!(faults("把數據放進緩存", 0), ["緩存 (the glossary has 快取)", "數據 (the glossary has 資料)"]);
    assert_eq!(faults("把资料放进快取", 1), ["快取 (the glossary has 缓存)", "资料 (the glossary has 数据)"]);
    assert_eq!(faults("这里", 0), ["这 (the other script)"]);
    assert_eq!(faults("這裡", 1), ["這 (the other script)"]);
    assert_eq!(faults("用戶端讀取網域名稱", 0), [""; 0]);
    assert_eq!(faults("存储后端", 1), [""; 0]);
}

#[test]
fn code_is_not_checked() {
    assert_eq!(prose("設定 `數據`，再試\n```\n緩存\n```\n完"), ["設定  ，再試", "", "", "", "完"]);
}

#[test]
fn no_word_of_the_glossary_is_wrong_itself() {
    for concept in GLOSSARY {
        assert_eq!(faults(concept.traditional, 0), [""; 0]);
        assert_eq!(faults(concept.simplified, 1), [""; 0]);
    }
    assert_eq!(SCRIPTS[0].chars().count(), SCRIPTS[1].chars().count());
}
