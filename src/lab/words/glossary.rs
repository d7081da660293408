//! The terms of the lessons, one for each concept, in three languages. The page
//! `/lab/words` shows them, and `tests/repository/glossary.rs` checks that the
//! Chinese lessons, messages and documents use them: Taiwan's words in the texts in
//! traditional characters, the mainland's in those in simplified ones.

/// A concept with its word in each language, and words that are wrong there.
#[derive(Debug)]
pub struct Term {
    /// The English word.
    pub english: &'static str,
    /// The word in traditional characters.
    pub traditional: &'static str,
    /// Words that the texts in traditional characters must not use for it.
    pub not_traditional: &'static [&'static str],
    /// The word in simplified characters.
    pub simplified: &'static str,
    /// Words that the texts in simplified characters must not use for it.
    pub not_simplified: &'static [&'static str],
    /// For a term that the page explains: the name of its explanation in
    /// `locales/*/words.md`, and the slug of the lesson that shows it.
    pub explanation: Option<(&'static str, &'static str)>,
}

const fn term(
    english: &'static str,
    traditional: &'static str,
    not_traditional: &'static [&'static str],
    simplified: &'static str,
    not_simplified: &'static [&'static str],
) -> Term {
    Term { english, traditional, not_traditional, simplified, not_simplified, explanation: None }
}

impl Term {
    const fn explained(mut self, name: &'static str, lesson: &'static str) -> Self {
        self.explanation = Some((name, lesson));
        self
    }
}

/// All terms.
pub static GLOSSARY: &[Term] = &[
    // Sessions and their stores.
    term("session", "工作階段", &["會話"], "会话", &["工作阶段"]).explained("session", "a10-number-ticket"),
    term("session id", "識別碼", &["標識", "代號"], "ID", &["标识", "识别码", "代号", "会话 id"])
        .explained("session-id", "a4-what-the-id-says"),
    term("store", "儲存區", &["儲存處", "存儲"], "存储后端", &["储存", "存储"])
        .explained("store", "d1-engines"),
    term("to expire; expiry", "到期", &["過期"], "过期", &["到期"]).explained("expiry", "e1-cookie-age"),
    term("signature", "簽章", &["簽名"], "签名", &["签章"]).explained("signature", "b7-never-trust-a-cookie"),
    term("record", "記錄", &["紀錄"], "记录", &["纪录"]).explained("record", "d2-db"),
    term("change", "變更", &["改變", "更改"], "修改", &["变更", "更改", "改变"])
        .explained("change", "c1-set-get"),
    term("cache", "快取", &["緩存"], "缓存", &["快取"]).explained("cache", "d6-caches"),
    term("data", "資料", &["數據"], "数据", &["资料"]),
    term("engine", "引擎", &[], "引擎", &[]).explained("engine", "d1-engines"),
    term("exchange", "往返", &[], "往返", &[]).explained("exchange", "h3-instruments"),
    term("hit; miss", "命中；未命中", &[], "命中；未命中", &[]).explained("hit-and-miss", "d11-cached-db"),
    term("tombstone record", "墓碑記錄", &[], "墓碑记录", &[]).explained("tombstone", "h2-resurrection"),
    term("to replay", "重做", &[], "重做", &[]).explained("replay", "h1-lost-update"),
    term("compare and swap", "比較並交換", &[], "比较并交换", &[])
        .explained("compare-and-swap", "h1-lost-update"),
    term("passive request", "被動請求", &[], "被动请求", &[])
        .explained("passive-request", "h10-passive-request"),
    term("idle limit", "閒置期限", &[], "闲置期限", &[]).explained("idle-limit", "h7-two-limits"),
    term("absolute limit", "絕對期限", &[], "绝对期限", &[]).explained("absolute-limit", "h7-two-limits"),
    // HTTP and the browser.
    term("request", "請求", &["這個要求", "這次要求"], "请求", &["这个要求", "这次要求"])
        .explained("request", "a1-stateless"),
    term("response", "回應", &["響應", "回答"], "响应", &["回应", "回答"])
        .explained("response", "a2-first-cookie"),
    term("link", "連結", &["鏈接"], "链接", &["连结"]),
    term("domain", "網域", &["域名"], "域名", &["网域"]).explained("domain", "b3-path-and-domain"),
    term("port", "連接埠", &["端口"], "端口", &["连接埠"]),
    term("server", "伺服器", &["服務器"], "服务器", &["伺服器"]),
    term("network", "網路", &["網絡"], "网络", &["网路"]),
    term(
        "private window",
        "無痕視窗",
        &["私密視窗", "隱私視窗", "無痕窗口"],
        "无痕窗口",
        &["隐私窗口", "私密窗口", "视窗"],
    )
    .explained("private-window", "a5-nobody-shares"),
    term("tab", "分頁", &["標籤頁"], "标签页", &["分页标签"]),
    term("script", "指令碼", &["腳本"], "脚本", &["指令码"]),
    term("to reload", "重新載入", &["刷新", "加載"], "刷新", &["载入"]),
    term("inspector", "檢視器", &["查看器"], "查看器", &["检视器"]).explained("inspector", "h3-instruments"),
    // Accounts and security.
    term("account", "帳號", &["賬號", "賬戶", "帳戶"], "账号", &["帐号", "帐户", "账户"]),
    term("login; to log in", "登入", &["登錄"], "登录", &["登入"]).explained("login", "g1-login"),
    term("logout; to log out", "登出", &["註銷", "退出登"], "退出登录", &["登出"])
        .explained("logout", "g1-login"),
    term("user", "使用者", &["用戶"], "用户", &["使用者"]),
    term("secret key", "金鑰", &["密鑰"], "密钥", &["金钥"]).explained("secret-key", "d19-forged"),
    term("token", "權杖", &["令牌"], "令牌", &["权杖"]).explained("token", "f3-samesite"),
    term("hash", "雜湊", &["哈希"], "哈希", &["杂凑"]),
    term("session fixation", "工作階段固定攻擊", &[], "会话固定攻击", &[])
        .explained("session-fixation", "f6-fixation"),
    term("cross-site request forgery (CSRF)", "跨網站請求偽造", &[], "跨站请求伪造", &[])
        .explained("csrf", "f3-samesite"),
    term("cross-site scripting (XSS)", "跨網站指令碼攻擊", &[], "跨站脚本攻击", &[])
        .explained("xss", "f2-httponly"),
    // Programs.
    term("thread", "執行緒", &["線程"], "线程", &["执行绪"]),
    term("process", "程序", &["進程"], "进程", &["行程"]).explained("process", "d10-two-processes"),
    term("middleware", "中介軟體", &["中間件", "中介層", "軟件"], "中间件", &["中间层", "软体"])
        .explained("middleware", "a9-sessions-off"),
    term("code", "程式碼", &["代碼"], "代码", &["程式"]),
    term("repository of code", "程式碼儲存庫", &["倉庫"], "代码仓库", &["存储库"]),
    term("function", "函式", &["函數"], "函数", &["函式"]),
    term("variable", "變數", &["變量"], "变量", &["变数"]),
    term("to call", "呼叫", &["調用"], "调用", &["呼叫"]),
    term("to support", "支援", &["支持"], "支持", &["支援"]),
    term("to return", "傳回", &["返回值"], "返回", &["传回"]),
    term("default", "預設", &["默認"], "默认", &["预设"]),
    term("setting; to set", "設定", &["設置"], "设置", &["设定"]),
    term("byte", "位元組", &["字節"], "字节", &["位元"]),
    term("character", "字元", &["字符"], "字符", &["字元"]),
    term("string", "字串", &["字符串"], "字符串", &["字串"]),
    term("text", "文字", &["文本"], "文本", &[]),
    term("message", "訊息", &["信息"], "消息", &["讯息"]),
    term("file", "檔案", &["文檔"], "文件", &["档案"]),
    term("folder", "資料夾", &["文件夾"], "文件夹", &["资料夹"]),
    term("interface", "介面", &["界面"], "界面", &["介面"]),
    term("menu", "選單", &["菜單"], "菜单", &["选单"]),
    term("screen", "螢幕", &["屏幕"], "屏幕", &["萤幕"]),
    term("transaction", "交易", &["事務"], "事务", &[]).explained("transaction", "d11-cached-db"),
    term("command line", "命令列", &["命令行"], "命令行", &["命令列"]),
];
