### 檢視器：這個瀏覽器的每次往返，一步一步看。

inspector-lede = 這個瀏覽器最近的 50 次請求與回應，最新的在最上面。打開其中一筆，就能從請求的 cookie 到回應的 cookie，逐步查看工作階段。只有您的瀏覽器看得到這份清單，查看不會變更任何東西。
inspector-unknown = 這個瀏覽器沒有這筆往返。它可能比最近 50 筆更早、清單已被清空、伺服器重新啟動過，或者它屬於另一個瀏覽器。
inspector-nothing = 這裡還沒有內容。您打開商店的每一頁都會列在這裡。
inspector-to-shop = 前往商店
inspector-empty = 清空清單
inspector-json = 這一頁的 JSON
inspector-open = 打開這筆往返
inspector-among-all = 在最近 50 筆往返中查看
inspector-off = 工作階段已關閉（session.enabled = false）：伺服器沒有讀取 cookie，也沒有呼叫儲存區。

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
inspector-summary-begun = 已建立工作階段
inspector-summary-ended = 工作階段已結束
inspector-summary-new-key = 新的鍵
inspector-summary-refused = cookie 已拒絕
inspector-summary-missing = 沒有這個工作階段
inspector-summary-over = 工作階段已到期
inspector-summary-ended-before = 工作階段已結束
inspector-summary-moved-before = 工作階段已移走
inspector-summary-no-cookie = 未儲存：還沒有 cookie
inspector-summary-limit = 未儲存：新的工作階段過多
inspector-summary-failed = 儲存區故障
inspector-summary-overwrote = 覆寫了另一個請求
inspector-summary-replayed = { $count ->
   *[other] 其他請求先寫入：變更重做了 { $count } 次
}
inspector-summary-gone = 被另一個請求結束
inspector-summary-extended = 已延長
inspector-summary-same = 沒有變更
inspector-summary-changed = 已變更：{ $keys }
inspector-summary-large = 工作階段很大

inspector-step-cookie-in = 請求的 cookie
inspector-cookie-none = 這個請求沒有 cookie，所以伺服器認不出訪客。
inspector-cookie-session = 工作階段的 cookie。
inspector-cookie-csrf = 保護表單的秘密值（CSRF），不是工作階段。
inspector-cookie-browser = 實驗室給這個瀏覽器的編號，用來找出這份清單。
inspector-cookie-toggles = 您在實驗室的個別設定，有簽章。
inspector-cookie-other = 不是工作階段的 cookie，框架會忽略。

inspector-step-signature = 檢查簽章
inspector-signature-none = 請求沒有工作階段的 cookie，不需要檢查。
inspector-verdict-holds = 有效
inspector-verdict-refused = 拒絕
inspector-verdict-current = 以目前的金鑰簽署：內容和這台伺服器送出時相同。
inspector-verdict-fallback = 以較舊的金鑰簽署，是 secret_key_fallbacks 的第 { $number } 把。它仍然有效；下次變更時會設定新的 cookie，以目前的金鑰簽署。
inspector-verdict-refused-why = 簽章和這台伺服器的任何一把金鑰都不符：值被改過、截斷或捏造，或是以另一把金鑰、另一種 session.cookie_content 簽署。伺服器忽略這個 cookie 和它的內容。

inspector-step-key = 工作階段的鍵
inspector-key-came = 請求裡
inspector-key-went = 回應裡
inspector-key-none = 請求沒有工作階段的鍵。
inspector-key-found = 這個鍵有工作階段。
inspector-key-missing = 簽章有效，但這個鍵沒有工作階段：它已結束、已清除、在另一種引擎裡，或儲存區遺失了它。
inspector-key-over = 簽章有效，但工作階段在 { $moment } 到期。記錄可能還在儲存區裡，但不會再提供。
inspector-key-ended-before = 簽章有效，但先前的請求已結束這個工作階段。儲存區裡是它的墓碑記錄。
inspector-key-moved-before = 簽章有效，但工作階段已像每次登入一樣移到新的鍵。儲存區裡是它的墓碑記錄。
inspector-key-failed = 儲存區沒有回應，所以不知道這個鍵有沒有工作階段。
inspector-key-not-asked = 簽章有效；沒有呼叫儲存區。
inspector-key-drawn = 第一次有東西需要儲存，因此以新的鍵建立了工作階段。
inspector-key-changed = 工作階段移到了新的鍵，每次登入都會這樣。舊的鍵已經失效。
inspector-key-is-data = 使用 signed_cookies 時，鍵就是工作階段本身，所以每次變更都會產生另一個鍵。
inspector-key-ended = 工作階段已結束：這個鍵已經失效。

inspector-step-store = 對儲存區的呼叫
inspector-store-none = 沒有：這個請求不需要儲存區。
inspector-outcome-hit = 命中
inspector-outcome-miss = 未命中
inspector-outcome-stored = 已存入
inspector-outcome-conflict = 衝突
inspector-outcome-gone = 已消失
inspector-outcome-done = 完成
inspector-outcome-failed = 失敗
inspector-outcome-given-up = 放棄等待
inspector-operation-load = 載入這個鍵的記錄。
inspector-operation-create = 以未使用過的鍵存入新的記錄。
inspector-operation-replace = 比較並交換：記錄仍是載入時的版本才取代。
inspector-operation-touch = 移動到期時間，其他都不變。
inspector-operation-delete = 移除這個鍵的記錄。
inspector-operation-get = 讀取快取的項目。
inspector-operation-set = 在快取存入項目，覆寫原有的項目。
inspector-operation-add = 快取沒有這個項目時存入。
inspector-operation-swap = 快取的項目仍是預期的版本才取代。
inspector-note-conflict = 同一個工作階段的另一個請求先寫入：記錄現在是版本 { $version }。沒有存入任何東西；變更會在那個版本上重做。
inspector-note-replayed = 變更已在版本 { $version } 上重做，兩個請求都沒有遺失。
inspector-note-overwrites = 另一個請求先寫入：記錄是版本 { $version }。這個瀏覽器關閉了重做（lab.replay），所以下一次呼叫會覆寫那個請求的變更。
inspector-note-gone = 另一個請求在此期間結束了工作階段。沒有存入任何東西，工作階段維持結束，訪客會看到錯誤頁。
inspector-note-brought-back = 另一個請求在此期間結束了工作階段。這個瀏覽器關閉了重做（lab.replay），所以這個請求會重新建立工作階段。
inspector-note-tombstone = 墓碑記錄取代這個工作階段，保留五分鐘。較慢的請求無法恢復工作階段；對舊 cookie 的回應既不會移除、也不會取代較新的 cookie。
inspector-note-given-up = 請求沒有等到這次呼叫結束。

inspector-step-session = 前後的工作階段資料
inspector-session-empty = 之前沒有資料，之後也沒有。
inspector-session-before = 之前：{ $bytes } 位元組。
inspector-session-after = 之後：{ $bytes } 位元組。
inspector-session-large = 工作階段太大，這份清單沒有儲存。
inspector-before = 之前
inspector-after = 之後
inspector-kind-added = 新增
inspector-kind-changed = 變更
inspector-kind-removed = 移除
inspector-kind-same = 不變
inspector-key-expiry = 由框架寫入：set_expiry 的值。數字是秒數，0 是關閉瀏覽器時，文字是日期和時間。
inspector-key-key-expiries = 由框架寫入：有自己的到期時間的鍵（自 1970 年起的毫秒數）。
inspector-key-since = 由框架寫入：建立工作階段或登入的時間（自 1970 年起的秒數），供絕對期限使用。

inspector-step-record = 儲存的記錄
inspector-record-now = 在這次往返之後，現在讀取的。
inspector-place-store = 在儲存區
inspector-place-cache = 在快取
inspector-place-database = 在資料庫
inspector-place-nothing = 沒有記錄。
inspector-place-row = 資料表 { $table } 的一列
inspector-place-file = 一個檔案
inspector-place-entry = 快取的一個項目（{ $backend }）
inspector-place-cookie = cookie 本身的內容；伺服器上沒有儲存任何東西
inspector-place-text = 文字依序是版本、到期時間（自 1970 年起的微秒數）與資料。
inspector-place-lives = 快取最多再保留 { $seconds } 秒。
inspector-place-lives-unknown = 快取不會回報還要保留多久。

inspector-step-end = 工作階段何時到期
inspector-end-left = 這次往返之後 { $length }
inspector-end-none = 沒有工作階段。
inspector-end-cookie-kept = 這個回應沒有設定工作階段的 cookie：瀏覽器保留原有的 cookie，到期時間也不變。如果您變更了設定，cookie 會在下一次寫入時更新。
inspector-end-browser = cookie 沒有到期時間：瀏覽器關閉時會刪除它。伺服器不知道那是什麼時候，所以記錄保留到這個時間。
inspector-rule-own-seconds = 由 set_expiry({ $seconds }) 設定：最後一次變更之後過這麼多秒。
inspector-rule-own-browser-close = 由 set_expiry(0) 設定：關閉瀏覽器時。伺服器保留記錄 session.cookie_age，也就是 { $seconds } 秒。
inspector-rule-own-moment = 由 set_expiry 以日期和時間或一段時間設定：變更不會延長。
inspector-rule-cookie-age = 由 session.cookie_age 設定：最後一次變更之後 { $seconds } 秒。開啟 session.save_every_request 時，每個請求都算一次變更。
inspector-rule-anonymous-age = 由 session.anonymous_age 設定，因為沒有人登入：最後一次變更之後 { $seconds } 秒。
inspector-rule-absolute = 由 session.absolute_age 設定：開始或登入之後 { $seconds } 秒，變更不會延長。

inspector-step-cookie-out = 回應的 cookie
inspector-out-none = 回應沒有設定工作階段的 cookie：瀏覽器保留原有的。
inspector-out-removed = 移除
inspector-attribute-length = 也就是 { $length }。
inspector-attribute-max-age = 瀏覽器從現在起保留 { $seconds } 秒。若同時有 Expires，以 Max-Age 為準。
inspector-attribute-max-age-over = 立刻到期：瀏覽器刪除這個 cookie。
inspector-attribute-no-max-age = 也沒有 Expires：cookie 在關閉瀏覽器時到期。
inspector-attribute-expires-alone = 沒有，因此以 Expires 為準。
inspector-attribute-expires = 以日期表示同一個時間，給不認得 Max-Age 的瀏覽器。
inspector-attribute-expires-past = 過去的日期會讓每一種瀏覽器刪除 cookie。
inspector-attribute-no-expires = 沒有到期日期。
inspector-attribute-path-all = 請求這台主機的每個路徑都會附上。
inspector-attribute-path = 只有請求 { $path } 和底下的路徑才會附上。
inspector-attribute-no-path = 只有請求設定它的網址所在的資料夾才會附上。
inspector-attribute-domain = 會送給 { $domain } 和底下的所有主機。
inspector-attribute-no-domain = 只送給設定它的主機，不送給子網域。
inspector-attribute-secure = 只透過 HTTPS 傳送。
inspector-attribute-no-secure = 也會透過未加密的 HTTP 傳送，別人可能讀到。
inspector-attribute-http-only = 頁面裡的指令碼無法從 document.cookie 看到它。
inspector-attribute-no-http-only = 頁面裡的每個指令碼都能從 document.cookie 讀到它。
inspector-attribute-same-site-strict = 從其他網站開始的請求一律不附上，點連結也不附上。
inspector-attribute-same-site-lax = 從其他網站透過連結或 GET 表單開啟頁面時會附上；POST 表單、圖片和內嵌框架則不會。
inspector-attribute-same-site-none = 從任何網站開始的請求都會附上，包括表單和圖片。瀏覽器只在同時有 Secure 時接受。
inspector-attribute-no-same-site = 多數瀏覽器會採用 Lax。
