### 檢視器：這個瀏覽器的每次往返，一步一步看。

inspector-lede = 這個瀏覽器最近的 50 次請求與回應，最新的在最上面。打開其中一筆，就能跟著工作階段走一遍：從送進來的 Cookie，到送出去的 Cookie。別人看不到這些內容，而且看了也不會改變任何東西。
inspector-unknown = 這個瀏覽器沒有這筆往返。它可能比最近 50 筆更早、清單已被清空、伺服器重新啟動過，或者它屬於另一個瀏覽器。
inspector-nothing = 這裡還沒有任何內容。您打開商店的每一頁都會記在這裡。
inspector-to-shop = 前往商店
inspector-empty = 清空清單
inspector-json = 同樣內容的 JSON
inspector-open = 打開這筆往返
inspector-among-all = 在最近 50 筆往返中查看
inspector-off = 工作階段已關閉（session.enabled = false）：沒有人檢查 Cookie，也沒有詢問任何儲存處。

inspector-days = { $count ->
   *[other] { $count } 天
}
inspector-hours = { $count ->
   *[other] { $count } 小時
}
inspector-minutes = { $count ->
   *[other] { $count } 分鐘
}
inspector-seconds = { $count ->
   *[other] { $count } 秒
}
inspector-bytes = { $bytes } 位元組

inspector-summary-off = 工作階段已關閉
inspector-summary-none = 沒有工作階段
inspector-summary-begun = 工作階段開始
inspector-summary-ended = 工作階段結束
inspector-summary-new-key = 換了新的識別碼
inspector-summary-refused = 拒絕了 Cookie
inspector-summary-missing = 沒有這個工作階段
inspector-summary-over = 工作階段已過期
inspector-summary-failed = 儲存處故障
inspector-summary-overwrote = 覆蓋了另一個請求
inspector-summary-replayed = { $count ->
   *[other] 別的請求先寫入：重做了 { $count } 次
}
inspector-summary-gone = 被另一個請求結束
inspector-summary-extended = 延長了期限
inspector-summary-same = 沒有改變
inspector-summary-changed = 改變了：{ $keys }
inspector-summary-large = 工作階段很大

inspector-step-cookie-in = Cookie 送進來
inspector-cookie-none = 這個請求沒有帶任何 Cookie：對伺服器來說，它來自陌生人。
inspector-cookie-session = 工作階段的 Cookie。
inspector-cookie-csrf = 保護表單用的祕密值，不是工作階段。
inspector-cookie-browser = 實驗室給這個瀏覽器的編號，靠它找到這份清單。
inspector-cookie-toggles = 您在實驗室另行設定的項目，附有簽章。
inspector-cookie-other = 不是工作階段的 Cookie，框架不會看它。

inspector-step-signature = 簽章是我們的嗎？
inspector-signature-none = 沒有送來工作階段名稱的 Cookie，所以沒有東西需要檢查。
inspector-verdict-holds = 有效
inspector-verdict-refused = 拒絕
inspector-verdict-current = 以目前的祕密金鑰簽署：內容和這台伺服器送出時一樣。
inspector-verdict-fallback = 以較舊的祕密金鑰簽署，是 secret_key_fallbacks 的第 { $number } 把。它仍然有效；下次改變時會用目前的金鑰做出新的 Cookie。
inspector-verdict-refused-why = 這個值不是用這台伺服器的任何一把金鑰做出來的：它被改過、截斷、捏造，或是以另一把祕密金鑰、另一種 session.cookie_content 做的。它等於沒有 Cookie，內容不會被採用。

inspector-step-key = 工作階段的識別碼
inspector-key-came = 送進來
inspector-key-went = 送出去
inspector-key-none = 沒有送來識別碼。
inspector-key-found = 這個識別碼底下有一個工作階段。
inspector-key-missing = 簽章有效，但這個識別碼底下沒有工作階段：它已結束、被清除、存放在另一種引擎裡，或被儲存處遺忘。
inspector-key-over = 簽章有效，但工作階段在 { $moment } 就已過期。它可能還放在儲存處，但不會再被使用。
inspector-key-failed = 儲存處沒有回應，所以不知道這個識別碼底下有沒有工作階段。
inspector-key-not-asked = 簽章有效；沒有詢問儲存處。
inspector-key-drawn = 第一次有東西需要記住，因此以新的識別碼開始了一個工作階段。
inspector-key-changed = 工作階段搬到了新的識別碼，每次登入時都會這樣：知道舊識別碼的人什麼也得不到。
inspector-key-is-data = 使用 signed_cookies 時，識別碼就是工作階段本身，所以每次改變都會產生另一個識別碼。
inspector-key-ended = 工作階段已結束：這個識別碼再也打不開任何東西。

inspector-step-store = 詢問了儲存處什麼
inspector-store-none = 什麼也沒問：回應這個請求不需要儲存處。
inspector-outcome-hit = 找到了
inspector-outcome-miss = 不在
inspector-outcome-stored = 已存入
inspector-outcome-conflict = 衝突
inspector-outcome-gone = 已消失
inspector-outcome-done = 完成
inspector-outcome-failed = 失敗
inspector-outcome-given-up = 放棄等待
inspector-operation-load = 取出識別碼底下的記錄。
inspector-operation-create = 以從未有人用過的識別碼存入新的記錄。
inspector-operation-replace = 比對後交換：若記錄仍是當初載入的版本，就以新內容取代它。
inspector-operation-touch = 移動工作階段的到期時間，其他都不變。
inspector-operation-delete = 刪除識別碼底下的記錄。
inspector-operation-get = 向快取詢問它的鍵底下的文字。
inspector-operation-set = 把文字放進快取，不管原本有什麼。
inspector-operation-add = 若快取裡沒有東西，就把文字放進去。
inspector-operation-swap = 若快取裡的文字仍是預期的版本，就以新的文字取代它。
inspector-note-conflict = 同一個工作階段的另一個請求比較快：那裡現在是版本 { $version }。沒有存入任何東西；這個請求所做的事會在那個版本上重做一次。
inspector-note-replayed = 改變已在版本 { $version } 上重做，所以兩個請求都算數。
inspector-note-overwrites = 另一個請求比較快：那裡是版本 { $version }。這個瀏覽器關閉了重做（lab.replay），所以那個請求所做的事接著會被覆蓋。
inspector-note-gone = 另一個請求在此期間結束了工作階段。沒有存入任何東西，工作階段維持結束，並會告知訪客。
inspector-note-brought-back = 另一個請求在此期間結束了工作階段。這個瀏覽器關閉了重做（lab.replay），所以工作階段又被帶了回來。
inspector-note-tombstone = 墓碑記錄取代這個工作階段，保留五分鐘：較慢的請求無法讓它復活；帶著舊 Cookie 的請求，其回應既不會移除、也不會取代較新的 Cookie。
inspector-note-given-up = 沒有人等到這次呼叫結束。

inspector-step-session = 之前與之後的工作階段
inspector-session-empty = 之前工作階段裡沒有東西，之後也沒有。
inspector-session-before = 之前：{ $bytes } 位元組。
inspector-session-after = 之後：{ $bytes } 位元組。
inspector-session-large = 工作階段太大，這份清單沒有保留它。
inspector-before = 之前
inspector-after = 之後
inspector-kind-added = 新增
inspector-kind-changed = 改變
inspector-kind-removed = 移除
inspector-kind-same = 照舊
inspector-key-expiry = 框架自己的：set_expiry 收到的值。數字是秒數，0 是關閉瀏覽器時，文字是某個時刻。
inspector-key-key-expiries = 框架自己的：會自行到期的鍵，以及到期的時間（自 1970 年起的毫秒數）。
inspector-key-since = 框架自己的：工作階段開始或登入的時間（自 1970 年起的秒數），供絕對期限使用。

inspector-step-record = 記錄實際存放的樣子
inspector-record-now = 現在才查的，在這次往返之後。
inspector-place-store = 在儲存處
inspector-place-cache = 在快取
inspector-place-database = 在資料庫
inspector-place-nothing = 那裡沒有東西。
inspector-place-row = 資料表 { $table } 的一列
inspector-place-file = 一個檔案
inspector-place-entry = 快取的一個項目（{ $backend }）
inspector-place-cookie = Cookie 本身的內容；伺服器上什麼也沒有
inspector-place-text = 文字依序是版本、到期時間（自 1970 年起的微秒數）與資料。
inspector-place-lives = 快取最多再保留 { $seconds } 秒。
inspector-place-lives-unknown = 快取不會告知還要保留多久。

inspector-step-end = 工作階段何時結束
inspector-end-left = 這次往返之後 { $length }
inspector-end-none = 沒有會結束的工作階段。
inspector-end-browser = Cookie 本身沒有期限：瀏覽器關閉時就會忘記它。伺服器看不到這件事，所以會把自己那一份保留到那時候。
inspector-rule-own-seconds = 依照 set_expiry({ $seconds })：最後一次改變之後的這麼多秒。
inspector-rule-own-browser-close = 依照 set_expiry(0)：關閉瀏覽器時。伺服器把自己那一份保留 session.cookie_age，也就是 { $seconds } 秒。
inspector-rule-own-moment = 依照 set_expiry 給的時刻或時間長度：到那一刻為止，不管期間發生什麼。
inspector-rule-cookie-age = 依照設定 session.cookie_age：最後一次改變之後 { $seconds } 秒。開啟 session.save_every_request 時，每個請求都算一次改變。
inspector-rule-absolute = 依照設定 session.absolute_age：開始或登入之後 { $seconds } 秒，不管訪客多麼忙碌。

inspector-step-cookie-out = Cookie 送出去
inspector-out-none = 回應沒有提到工作階段的 Cookie：瀏覽器保留它原有的。
inspector-out-removed = 移除
inspector-attribute-length = 也就是 { $length }。
inspector-attribute-max-age = 從現在起保留 { $seconds } 秒。若同時有 Expires，以 Max-Age 為準。
inspector-attribute-max-age-over = 立刻到期：要瀏覽器忘記這個 Cookie。
inspector-attribute-no-max-age = 也沒有 Expires：Cookie 只到瀏覽器關閉為止。
inspector-attribute-expires-alone = 沒有，因此以 Expires 為準。
inspector-attribute-expires = 以日期表示同一個期限，給不認得 Max-Age 的瀏覽器。
inspector-attribute-expires-past = 過去的日期：這樣每一種瀏覽器都知道要忘記 Cookie。
inspector-attribute-no-expires = 沒有到期的日期。
inspector-attribute-path-all = 送往這台主機的每個網址都會附上。
inspector-attribute-path = 只有送往 { $path } 及其底下的網址才會附上。
inspector-attribute-no-path = 只有和設定它的網址同一層的網址才會附上。
inspector-attribute-domain = 送往 { $domain } 及其底下所有主機時都會附上。
inspector-attribute-no-domain = 只送回設定它的那台主機，不送往它的子網域。
inspector-attribute-secure = 只透過 HTTPS 傳送。
inspector-attribute-no-secure = 也會透過未加密的 HTTP 傳送，途中可能被竊聽。
inspector-attribute-http-only = 頁面裡的指令碼無法從 document.cookie 看到它。
inspector-attribute-no-http-only = 頁面裡的每個指令碼都能從 document.cookie 讀到它。
inspector-attribute-same-site-strict = 從別的網站過來時一律不附上，連點連結也不附。
inspector-attribute-same-site-lax = 從別的網站點連結過來時會附上，但它的表單和圖片不會。
inspector-attribute-same-site-none = 從任何網站都會附上，包括表單和圖片。瀏覽器只在同時有 Secure 時才接受。
inspector-attribute-no-same-site = 多數瀏覽器會當作 Lax 處理。
