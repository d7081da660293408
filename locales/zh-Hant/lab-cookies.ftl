### The lab’s plain cookies: the page, and the lessons of letter B that use its parts.

lab-cookies-lede = 這一頁不使用工作階段：伺服器送出您填寫的 cookie，下一個請求會顯示瀏覽器怎麼處理它。
lab-cookies-set = 設定 cookie
lab-cookies-key = key（名稱）
lab-cookies-value = value（值）
lab-cookies-max-age-hint = 秒數。0 或更小：立刻到期。
lab-cookies-expires-hint = UTC 時間。
lab-cookies-domain-hint = 目前的主機是 { $host }。留空：只送給這個主機。
lab-cookies-samesite-absent = 不設定
lab-cookies-set-button = 送出這個 cookie
lab-cookies-in-rust = Rust 寫法
lab-cookies-in-django = Django 寫法

lab-cookies-name-reserved = { $name } 是商店或實驗室使用的名稱，這裡不能用。這一頁的 cookie 名稱都以 { $prefix } 開頭。
lab-cookies-name-wrong = 名稱只能用英文字母、數字和 -、_ 之類的符號；不能有空格、= 或 ;。
lab-cookies-value-wrong = cookie 的值裡不能有 { $character }（RFC 6265bis）。寫成 { $encoded } 就可以。
lab-cookies-value-percent = % 後面的位元組不是 UTF-8 文字，伺服器無法解碼。
lab-cookies-max-age-wrong = 請輸入秒數，必須是整數，最多十位數。
lab-cookies-expires-wrong = 請輸入 1601 年以後的日期和時間。
lab-cookies-path-wrong = 路徑要以 / 開頭，不能有空格或 ;，最多 1,024 個字元。瀏覽器會忽略其他的路徑。
lab-cookies-domain-wrong = 網域是主機的名稱，例如 example.com，不含通訊協定和連接埠。
lab-cookies-samesite-wrong = 可以是 Strict、Lax、None，或留空。
lab-cookies-too-many = 這裡最多同時有 { $most } 個 cookie，請先刪除幾個。

lab-cookies-happened = 發生了什麼
lab-cookies-nothing-yet = 還沒有結果。送出一個 cookie，這裡就會顯示伺服器送出了什麼、瀏覽器送回了什麼。
lab-cookies-server-sent = 伺服器送出
lab-cookies-header-set = Set-Cookie:
lab-cookies-piece-by-piece = 各部分
lab-cookies-browser-sent = 瀏覽器送回
lab-cookies-header = Cookie:
lab-cookies-script-sees = 頁面上的指令碼看到
lab-cookies-script-nothing = （什麼都沒有：document.cookie 是空的）
lab-cookies-script-off = 指令碼沒有執行。請在開發人員工具（F12）的主控台輸入 document.cookie。
lab-cookies-back = 有送回
lab-cookies-not-back = 沒有送回
lab-cookies-not-sent = 還沒送出

lab-cookies-means-pair = 名稱和值：合計 { $bytes } 位元組，上限 { $most }。瀏覽器只送回這個部分。
lab-cookies-means-max-age = 收到之後 { $seconds } 秒到期。
lab-cookies-means-max-age-over = 已經到期：瀏覽器會刪除已儲存的這個 cookie。
lab-cookies-means-expires = 依瀏覽器的時鐘，在這個日期和時間到期。
lab-cookies-means-expires-ignored = 忽略：兩個都有的時候，以 Max-Age 為準。
lab-cookies-means-no-end = 沒有 Max-Age 也沒有 Expires：關閉瀏覽器時到期。
lab-cookies-means-path = 請求 { $path } 和底下的路徑時會附上。
lab-cookies-means-no-path = 沒有 Path：瀏覽器採用設定它的網址所在的資料夾，也就是 { $path } 和底下的路徑。
lab-cookies-means-domain = 會送給 { $domain } 和底下的每個主機。
lab-cookies-means-no-domain = 沒有 Domain：只送給這個主機。
lab-cookies-means-secure = 只透過 HTTPS 傳送。多數瀏覽器對 localhost 例外。
lab-cookies-means-no-secure = 沒有 Secure：也會透過未加密的 HTTP 傳送，別人可能讀到。
lab-cookies-means-httponly = 頁面上的指令碼不能讀取，也不能變更。
lab-cookies-means-no-httponly = 沒有 HttpOnly：頁面上的每個指令碼都能讀取和變更。
lab-cookies-means-strict = 只有從這個網站開始的請求才會附上。
lab-cookies-means-lax = 從其他網站點連結過來時會附上，其他網站的表單和圖片則不會。
lab-cookies-means-none = 每個請求都會附上，包括其他網站引起的請求。必須同時有 Secure。
lab-cookies-means-no-samesite = 沒有 SameSite：Chrome 當作 Lax，其他瀏覽器可能當作 None。

lab-cookies-fate-came-back = 瀏覽器已儲存這個 cookie，並隨這個請求送來。
lab-cookies-fate-changed = 送回來的值不同：指令碼或訪客改過它，或者有另一個同名的 cookie。
lab-cookies-fate-too-large = 瀏覽器拒收：名稱和值超過 4,096 位元組。
lab-cookies-fate-over = 收到時已經到期：瀏覽器刪除了它，或沒有儲存。
lab-cookies-fate-other-host = 瀏覽器拒收：{ $host } 不是 { $domain } 的主機。主機只能為自己和自己所屬的網域設定 cookie。對瀏覽器來說，127.0.0.1 和 localhost 是兩個主機。
lab-cookies-fate-none-not-secure = 瀏覽器拒收：SameSite=None 必須同時有 Secure。
lab-cookies-fate-not-secure = 瀏覽器拒收：透過未加密的 HTTP 設定 Secure。
lab-cookies-fate-ended = 已經到期：瀏覽器刪除了它。
lab-cookies-fate-other-path = 瀏覽器只在 { $path } 使用它，不會送到這裡。
lab-cookies-fate-gone = 瀏覽器沒有這個 cookie：已被刪除、瀏覽器關閉過，或瀏覽器不接受 cookie。

lab-cookies-experiments = 測試您的瀏覽器
lab-cookies-experiments-about = 每個按鈕會送出一個準備好的 cookie，結果顯示在「發生了什麼」底下。
lab-cookies-two-ends = 同時有 Max-Age 和 Expires
lab-cookies-two-ends-about = 兩個屬性都有時，以 Max-Age 為準（RFC 6265）。有些教學文章說以 Expires 為準。用兩個屬性互相矛盾的 cookie，就能看出瀏覽器怎麼做。
lab-cookies-try-stays = Max-Age 一小時後，Expires 在 1970 年
lab-cookies-try-goes = Max-Age 為 0，Expires 在 2099 年
lab-cookies-places = Path 與 Domain
lab-cookies-places-about = 瀏覽器只在 Path 和 Domain 允許時送出 cookie。這一頁在 /lab/cookies，另外還有一頁：
lab-cookies-elsewhere-link = 送到 /lab/cookies/elsewhere 的 cookie
lab-cookies-try-path = Path={ $path }
lab-cookies-try-domain = Domain={ $domain }
lab-cookies-scripts = HttpOnly
lab-cookies-scripts-about = 兩個 cookie，只差在 HttpOnly：伺服器兩個都收得到，指令碼只看得到一個。
lab-cookies-try-open = 沒有 HttpOnly
lab-cookies-try-hidden = 有 HttpOnly

lab-cookies-kept = 這一頁送給您的 cookie
lab-cookies-kept-about = 要刪除 cookie，伺服器會再送一次，值是空的，日期是過去的日期。名稱、Domain 和 Path 都相同，瀏覽器才會取代原本的 cookie。
lab-cookies-none = 目前沒有。
lab-cookies-not-ours = 不是從這裡送出的
lab-cookies-not-ours-about = 由指令碼或訪客建立。請求裡沒有它的路徑，所以刪除時會嘗試幾個可能的路徑。
lab-cookies-delete = 刪除
lab-cookies-delete-all = 全部刪除
lab-cookies-received = 這個請求的 cookie
lab-cookies-received-none = 這個請求沒有帶任何 cookie。
lab-cookies-read = 讀取單一 cookie
lab-cookies-read-name = 它的名稱
lab-cookies-read-button = 讀取
lab-cookies-read-missing = 這個請求沒有帶來本頁的 cookie { $name }。

lab-cookies-sizes = cookie 的大小上限
lab-cookies-sizes-about = 瀏覽器儲存的 cookie，名稱和值合計最多 4,096 位元組。更大的 cookie 會被丟棄，沒有錯誤訊息，伺服器也不會得知。
lab-cookies-size-button = 送出 { $bytes } 位元組
lab-cookies-size-bytes = 名稱和值合計
lab-cookies-size-number = { $bytes } 位元組
lab-cookies-size-result = 瀏覽器
lab-cookies-size-unknown = 沒有這個大小，請使用按鈕。

lab-cookies-plan = 不要信任一般的 cookie
lab-cookies-plan-about = 商店把您的方案存在兩個 cookie 裡，一個沒有簽章，一個有簽章。把兩個都改成「gold」，看看商店接受哪一個。
lab-cookies-plan-plain = 沒有簽章
lab-cookies-plan-plain-name = lab_demo_plan
lab-cookies-plan-believed = 商店接受：您的方案是「{ $plan }」。
lab-cookies-plan-signed = 有簽章
lab-cookies-plan-signed-name = lab_demo_plan_signed
lab-cookies-plan-holds = 簽章有效：您的方案是「{ $plan }」。
lab-cookies-plan-refused = 拒收
lab-cookies-plan-refused-about = 簽章與這段文字不符。只有持有伺服器金鑰的人，才能做出相符的簽章。
lab-cookies-plan-none = 這個請求沒有這個 cookie。
lab-cookies-plan-give = 給我 basic 方案
lab-cookies-plan-field = 您想要的方案
lab-cookies-plan-forge = 兩個都偽造
lab-cookies-plan-by-hand = 自己動手：F12，Application（Firefox 是「儲存空間」），Cookies；變更值，再重新載入這一頁。

lab-cookies-elsewhere-title = 另一個路徑的頁面
lab-cookies-elsewhere-lede = 這一頁在 { $path }。Path 是這個路徑的 cookie 只會送到這裡，不會送到 /lab/cookies；Path=/lab/cookies 或 Path=/lab 的 cookie 兩邊都會送到。
lab-cookies-elsewhere-back = 回到 cookie 頁
