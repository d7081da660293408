//! One term for one concept: the Chinese lessons, messages and READMEs use the
//! words of this glossary. Taiwan's words stand in the texts in traditional
//! characters, the mainland's in those in simplified ones, and never the other
//! way round.

use std::{fs, path::PathBuf};

use super::{files, root};

/// A concept with its word in each language, and words that are wrong there.
struct Concept {
    traditional: &'static str,
    not_traditional: &'static [&'static str],
    simplified: &'static str,
    not_simplified: &'static [&'static str],
}

const fn concept(
    traditional: &'static str,
    not_traditional: &'static [&'static str],
    simplified: &'static str,
    not_simplified: &'static [&'static str],
) -> Concept {
    Concept { traditional, not_traditional, simplified, not_simplified }
}

const GLOSSARY: &[Concept] = &[
    // Sessions and their stores.
    concept("工作階段", &["會話"], "会话", &["工作阶段"]),
    concept("識別碼", &["標識", "代號"], "ID", &["标识", "识别码", "代号", "会话 id"]),
    concept("儲存區", &["儲存處", "存儲"], "存储后端", &["储存", "存储"]),
    concept("到期", &["過期"], "过期", &["到期"]),
    concept("簽章", &["簽名"], "签名", &["签章"]),
    concept("記錄", &["紀錄"], "记录", &["纪录"]),
    concept("變更", &["改變", "更改"], "修改", &["变更", "更改", "改变"]),
    concept("快取", &["緩存"], "缓存", &["快取"]),
    concept("資料", &["數據"], "数据", &["资料"]),
    // HTTP and the browser.
    concept("請求", &["這個要求", "這次要求"], "请求", &["这个要求", "这次要求"]),
    concept("回應", &["響應", "回答"], "响应", &["回应", "回答"]),
    concept("連結", &["鏈接"], "链接", &["连结"]),
    concept("網域", &["域名"], "域名", &["网域"]),
    concept("連接埠", &["端口"], "端口", &["连接埠"]),
    concept("伺服器", &["服務器"], "服务器", &["伺服器"]),
    concept("網路", &["網絡"], "网络", &["网路"]),
    concept("無痕視窗", &["私密視窗", "隱私視窗", "無痕窗口"], "无痕窗口", &["隐私窗口", "私密窗口", "视窗"]),
    concept("分頁", &["標籤頁"], "标签页", &["分页标签"]),
    concept("指令碼", &["腳本"], "脚本", &["指令码"]),
    concept("重新載入", &["刷新", "加載"], "刷新", &["载入"]),
    concept("檢視器", &["查看器"], "查看器", &["检视器"]),
    // Accounts and security.
    concept("帳號", &["賬號", "賬戶", "帳戶"], "账号", &["帐号", "帐户", "账户"]),
    concept("登入", &["登錄"], "登录", &["登入"]),
    concept("登出", &["註銷", "退出登"], "退出登录", &["登出"]),
    concept("使用者", &["用戶"], "用户", &["使用者"]),
    concept("金鑰", &["密鑰"], "密钥", &["金钥"]),
    concept("權杖", &["令牌"], "令牌", &["权杖"]),
    concept("雜湊", &["哈希"], "哈希", &["杂凑"]),
    // Programs.
    concept("執行緒", &["線程"], "线程", &["执行绪"]),
    concept("程序", &["進程"], "进程", &["行程"]),
    concept("中介軟體", &["中間件", "中介層", "軟件"], "中间件", &["中间层", "软体"]),
    concept("程式碼", &["代碼"], "代码", &["程式"]),
    concept("程式碼儲存庫", &["倉庫"], "代码仓库", &["存储库"]),
    concept("函式", &["函數"], "函数", &["函式"]),
    concept("變數", &["變量"], "变量", &["变数"]),
    concept("呼叫", &["調用"], "调用", &["呼叫"]),
    concept("支援", &["支持"], "支持", &["支援"]),
    concept("傳回", &["返回值"], "返回", &["传回"]),
    concept("預設", &["默認"], "默认", &["预设"]),
    concept("設定", &["設置"], "设置", &["设定"]),
    concept("位元組", &["字節"], "字节", &["位元"]),
    concept("字元", &["字符"], "字符", &["字元"]),
    concept("字串", &["字符串"], "字符串", &["字串"]),
    concept("文字", &["文本"], "文本", &[]),
    concept("訊息", &["信息"], "消息", &["讯息"]),
    concept("檔案", &["文檔"], "文件", &["档案"]),
    concept("資料夾", &["文件夾"], "文件夹", &["资料夹"]),
    concept("介面", &["界面"], "界面", &["介面"]),
    concept("選單", &["菜單"], "菜单", &["选单"]),
    concept("螢幕", &["屏幕"], "屏幕", &["萤幕"]),
    concept("交易", &["事務"], "事务", &[]),
    concept("命令列", &["命令行"], "命令行", &["命令列"]),
];

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
