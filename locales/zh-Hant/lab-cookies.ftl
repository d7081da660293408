### The lab’s plain cookies: the page, and the lessons of letter B that use its parts.

lab-cookies-lede = 這裡沒有工作階段：伺服器送出的正是您要的那個 cookie，下一個請求就看得出瀏覽器怎麼處理它。
lab-cookies-set = 設一個 cookie
lab-cookies-key = key（名稱）
lab-cookies-value = value（值）
lab-cookies-max-age-hint = 秒數。0 或更小：立刻到期。
lab-cookies-expires-hint = UTC 時間。
lab-cookies-domain-hint = 您現在在 { $host }。留空：只給這個主機。
lab-cookies-samesite-absent = 不寫
lab-cookies-set-button = 送出這個 cookie
lab-cookies-in-rust = 用 Rust
lab-cookies-in-django = 用 Django

lab-cookies-name-reserved = { $name } 是商店或實驗室自己的，不能拿來試。在這裡做的 cookie 名稱都以 { $prefix } 開頭。
lab-cookies-name-wrong = 名稱只能用英文字母、數字和 -、_ 之類的符號；不能有空格、= 或 ;。
lab-cookies-value-wrong = cookie 的值裡不能有 { $character }（RFC 6265bis）。寫成 { $encoded } 就可以。
lab-cookies-value-percent = 其中 % 後面的不是 UTF-8 文字，沒有伺服器讀得懂。
lab-cookies-max-age-wrong = 請填秒數，整數，最多十位。
lab-cookies-expires-wrong = 請填 1601 年以後的日期和時間。
lab-cookies-path-wrong = 路徑要以 / 開頭，不能有空格或 ;，最多 1,024 個字元。其他的瀏覽器都不理。
lab-cookies-domain-wrong = 網域是主機的名稱，例如 example.com，不含網址和連接埠。
lab-cookies-samesite-wrong = 可以是 Strict、Lax、None，或留空。
lab-cookies-too-many = 在這裡最多同時有 { $most } 個 cookie。請先刪掉幾個。

lab-cookies-happened = 發生了什麼
lab-cookies-nothing-yet = 還沒有：送出一個 cookie，往返兩邊就會出現在這裡。
lab-cookies-server-sent = 伺服器送出
lab-cookies-header-set = Set-Cookie:
lab-cookies-piece-by-piece = 一段一段看
lab-cookies-browser-sent = 瀏覽器送回
lab-cookies-header = Cookie:
lab-cookies-script-sees = 頁面上的指令碼看到
lab-cookies-script-nothing = （什麼都沒有：document.cookie 是空的）
lab-cookies-script-off = 指令碼沒有執行。請在開發人員工具（F12）的主控台輸入 document.cookie。
lab-cookies-back = 有送回
lab-cookies-not-back = 沒有送回
lab-cookies-not-sent = 還沒送出

lab-cookies-means-pair = 名稱和值，一共 { $bytes } 位元組；最多 { $most }。瀏覽器送回來的就只有這些。
lab-cookies-means-max-age = 收到之後 { $seconds } 秒到期。
lab-cookies-means-max-age-over = 已經到期：瀏覽器會刪掉它手上的這一個。
lab-cookies-means-expires = 照瀏覽器的時鐘，到這一刻為止。
lab-cookies-means-expires-ignored = 不算數：兩個都寫的時候，以 Max-Age 為準。
lab-cookies-means-no-end = 沒有 Max-Age 也沒有 Expires：關閉瀏覽器就結束。
lab-cookies-means-path = 請求 { $path } 和它底下的一切時會帶上。
lab-cookies-means-no-path = 沒有 Path：就是設它的那個網址所在之處，{ $path } 和它底下。
lab-cookies-means-domain = 送給 { $domain } 和它底下的每個主機。
lab-cookies-means-no-domain = 沒有 Domain：只送給這個主機。
lab-cookies-means-secure = 只經由 HTTPS 送出；對自己這台電腦，瀏覽器還是會送。
lab-cookies-means-no-secure = 沒有 Secure：一般的 HTTP 也會送，別人讀得到。
lab-cookies-means-httponly = 頁面上的指令碼不能讀也不能改。
lab-cookies-means-no-httponly = 沒有 HttpOnly：頁面上每個指令碼都能讀、能改。
lab-cookies-means-strict = 只有從這個網站發出的請求才會帶上。
lab-cookies-means-lax = 從別的網站來時，點連結開啟頁面會帶上，別人的表單和圖片不會。
lab-cookies-means-none = 每個請求都帶上，連別的網站引起的也是；一定要同時有 Secure。
lab-cookies-means-no-samesite = 沒有 SameSite：現在的 Chrome 當作 Lax；其他瀏覽器可能當作 None。

lab-cookies-fate-came-back = 瀏覽器留著它，並隨這個請求送來了。
lab-cookies-fate-changed = 送回來的是另一個值：指令碼或它的主人改過它，或者另有一個同名的 cookie。
lab-cookies-fate-too-large = 瀏覽器拒收：名稱和值超過 4,096 位元組。
lab-cookies-fate-over = 送到時已經到期：瀏覽器刪掉了它，或根本沒有留下。
lab-cookies-fate-other-host = 瀏覽器拒收：{ $host } 不是 { $domain } 的主機。主機只能給自己和自己所屬的網域設 cookie，不能給陌生人；對瀏覽器來說，就連 127.0.0.1 和 localhost 也是兩個主機。
lab-cookies-fate-none-not-secure = 瀏覽器拒收：SameSite=None 一定要有 Secure。
lab-cookies-fate-not-secure = 瀏覽器拒收：在一般的 HTTP 上設 Secure。
lab-cookies-fate-ended = 時間到了：瀏覽器已經忘了它。
lab-cookies-fate-other-path = 瀏覽器把它留給 { $path }，不會送到這裡。
lab-cookies-fate-gone = 瀏覽器手上沒有它：在那邊被刪了、瀏覽器關過了，或者它不收 cookie。

lab-cookies-experiments = 問您的瀏覽器
lab-cookies-experiments-about = 每個按鈕都送出一個已經填好的 cookie。答案在「發生了什麼」底下。
lab-cookies-two-ends = 同時寫 Max-Age 和 Expires
lab-cookies-two-ends-about = 文件 4 說以 Expires 為準。瀏覽器照的是 RFC 6265，以 Max-Age 為準。用兩個期限互相矛盾的 cookie，就看得出誰對。
lab-cookies-try-stays = Max-Age 一小時後，Expires 在 1970 年
lab-cookies-try-goes = Max-Age 是 0，Expires 在 2099 年
lab-cookies-places = Path 和 Domain
lab-cookies-places-about = cookie 只去它的 Path 和 Domain 允許的地方。這一頁在 /lab/cookies；另外還有一頁可以看：
lab-cookies-elsewhere-link = 送到 /lab/cookies/elsewhere 的有哪些
lab-cookies-try-path = Path={ $path }
lab-cookies-try-domain = Domain={ $domain }
lab-cookies-scripts = HttpOnly
lab-cookies-scripts-about = 兩個 cookie，只差在 HttpOnly：伺服器兩個都收得回來，指令碼只看得到一個。
lab-cookies-try-open = 沒有 HttpOnly
lab-cookies-try-hidden = 有 HttpOnly

lab-cookies-kept = 在這裡送給您的 cookie
lab-cookies-kept-about = 要刪除 cookie，伺服器就把它再送一次，內容是空的，日期早已過去。名稱、Domain 和 Path 都相同，瀏覽器才認得是同一個。
lab-cookies-none = 目前沒有。
lab-cookies-not-ours = 不是從這裡送出的
lab-cookies-not-ours-about = 是頁面上的指令碼或它的主人做的。它在哪個路徑上，請求裡沒有說，所以刪除時會試幾個可能的路徑。
lab-cookies-delete = 刪除
lab-cookies-delete-all = 全部刪除
lab-cookies-received = 這個請求的 cookie
lab-cookies-received-none = 這個請求沒有帶任何 cookie。
lab-cookies-read = 讀一個
lab-cookies-read-name = 它的名稱
lab-cookies-read-button = 讀取
lab-cookies-read-missing = 這個請求沒有帶來本頁的 cookie { $name }。

lab-cookies-sizes = 一個 cookie 裝得下多少
lab-cookies-sizes-about = 瀏覽器留的 cookie，名稱和值合計最多 4,096 位元組。多一個位元組就一聲不響地丟掉，伺服器永遠不會知道。
lab-cookies-size-button = 送出 { $bytes } 位元組
lab-cookies-size-bytes = 名稱和值合計
lab-cookies-size-number = { $bytes } 位元組
lab-cookies-size-result = 瀏覽器
lab-cookies-size-unknown = 沒有這個大小。請從按鈕裡選一個。

lab-cookies-plan = 永遠別相信一般的 cookie
lab-cookies-plan-about = 商店把您付了哪個方案記在 cookie 裡，一個不加簽章，一個加了簽章。把兩個都改成「gold」，看看商店相信哪個。
lab-cookies-plan-plain = 沒有簽章
lab-cookies-plan-plain-name = lab_demo_plan
lab-cookies-plan-believed = 商店相信：您的方案是「{ $plan }」。
lab-cookies-plan-signed = 有簽章
lab-cookies-plan-signed-name = lab_demo_plan_signed
lab-cookies-plan-holds = 簽章相符：您的方案是「{ $plan }」。
lab-cookies-plan-refused = 拒收
lab-cookies-plan-refused-about = 這個簽章不屬於這段文字。沒有伺服器的金鑰，誰也做不出相符的簽章。
lab-cookies-plan-none = 沒有收到這個 cookie。
lab-cookies-plan-give = 給我 basic 方案
lab-cookies-plan-field = 您想要的方案
lab-cookies-plan-forge = 兩個都偽造
lab-cookies-plan-by-hand = 自己動手：F12，Application（Firefox 是「儲存空間」），Cookies；改掉值，再重新載入這一頁。

lab-cookies-elsewhere-title = 別處的一頁
lab-cookies-elsewhere-lede = 這一頁在 { $path }。Path 是這裡的 cookie 會送到這裡，不會送到 /lab/cookies；Path=/lab/cookies 或 Path=/lab 的，兩邊都會送到。
lab-cookies-elsewhere-back = 回到 cookie 頁
