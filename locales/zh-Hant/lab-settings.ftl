### 實驗室的設定：工作階段的每一項設定，只給一個瀏覽器。

lab-settings-lede = 工作階段的每一項設定，都可以照您的意思來。只對這個瀏覽器的請求有效：您的選擇放在一個簽章過的 cookie「lab_settings」裡，不會影響任何人。
lab-settings-not-saved = 什麼都沒有變更。請看一下：
lab-settings-quick = 常做的實驗
lab-settings-quick-about = 按一下，改一項設定。填色的按鈕是目前的設定；每一頁底部的檢視器會顯示它帶來什麼。
lab-settings-reset = 還原成網站的設定
lab-settings-save = 在這個瀏覽器使用這些設定
lab-settings-site = 網站的設定：
lab-settings-site-nothing = 空白
lab-settings-toggled = 您的不同
lab-settings-in-django = 與 Django 相同

## 工作階段怎麼辦
lab-settings-keep = 改到別處找工作階段時，您現有的怎麼辦
lab-settings-keep-about = 換了引擎、快取或資料庫，或是換了 cookie 的名稱、路徑、網域或內容，就找不到您現在的工作階段了。請選擇要怎麼處理它。
lab-settings-carry = 帶過去
lab-settings-carry-about = 同樣的資料用新的鍵存到新的地方，cookie 立刻設定，舊的工作階段就此結束。購物車和登入都還在。
lab-settings-afresh = 重新開始，和 Django 一樣
lab-settings-afresh-about = 什麼都不做。舊的 cookie 拿到新的地方，那裡沒有這個工作階段（同一個資料庫上的 db 和 cached_db 共用一張資料表，所以認得），於是您從空的開始。舊的留在原處，直到過期。
lab-settings-back = 回到留在那裡的那一個
# $places 是引擎清單，括號裡是快取和資料庫。
lab-settings-back-about = 這個瀏覽器把工作階段留在：{ $places }。換回其中之一，它就又是您的。
lab-settings-back-nothing = 這個瀏覽器還沒有在任何地方留下工作階段。請先在另一個引擎重新開始，再回來。
lab-settings-saved = 好了。從下一個請求起，這些設定在這個瀏覽器生效。
lab-settings-saved-afresh = 好了。舊的工作階段留在原處；新的設定從下一個請求起生效。
lab-settings-saved-nothing = 好了。沒有可以帶過去的工作階段。
lab-settings-saved-carried = 好了。您的工作階段已用新的鍵帶到 { $place }，舊的已經結束。
lab-settings-saved-back = 好了。您回到了這個瀏覽器留在 { $place } 的工作階段。
lab-settings-nothing-left = 這個瀏覽器沒有在 { $place } 留下工作階段。請改選別的。
lab-settings-left-is-over = 這個瀏覽器留在 { $place } 的工作階段已經結束。請改選別的。
# $reason 是工作階段框架的英文訊息。
lab-settings-failed = 工作階段搬不過去，所以什麼都沒有變更：{ $reason }。您可以重新開始。
lab-settings-too-large = 工作階段在那裡會占 { $bytes } 位元組，只允許 { $limit }；所以什麼都沒有變更。您可以重新開始。
lab-settings-lost-domain = 這個瀏覽器在 { $host }，不會收下給 { $domain } 的 cookie：您的工作階段會不見，所以什麼都沒有變更。想看看會怎樣，請選擇重新開始。
lab-settings-lost-secure = 這一頁是以普通 HTTP 傳來的，這個瀏覽器不會收下 Secure 的 cookie：您的工作階段會不見，所以什麼都沒有變更。想看看會怎樣，請選擇重新開始。

## 哪裡不對
lab-settings-one-of = 可以是：{ $allowed }。
lab-settings-from-to = 可以是 { $least } 到 { $most } 的整數。
lab-settings-name-allowed = 可以用英文字母、數字和 !#$%&'*+-.^_`|~ 這些符號。以 __Secure- 開頭的名稱需要 cookie_secure = true；以 __Host- 開頭的還需要 cookie_path = / 且沒有 cookie_domain。
lab-settings-name-taken = 商店的其他 cookie 已用了這個名稱：csrftoken，以及所有以 lab_ 開頭的。請換一個。
lab-settings-path-allowed = 以 / 開頭，只能有可見的 ASCII 字元，沒有 ; 也沒有空白。
lab-settings-domain-allowed = 由英文字母、數字、點和連字號組成的主機名稱，或留空表示只有這台主機。
# $reason 是儲存區的英文訊息。
lab-settings-unreachable = 這裡不能用：{ $reason }
lab-settings-silent = 這裡不能用：它沒有回應。

## 工作階段放在哪裡
lab-settings-store = 工作階段放在哪裡
lab-settings-engine = 由五個引擎中的哪一個保管工作階段。
lab-settings-engine-db = 資料庫的資料表裡，一個工作階段一列。
lab-settings-engine-file = 一個工作階段一個檔案，以鍵命名。
lab-settings-engine-cache = 只在快取裡：快，但快取重新啟動就沒了。從較舊的快照重新啟動的 Redis 會讓已結束的工作階段再度出現。
lab-settings-engine-cached-db = 同時寫入快取和資料庫，讀取時先問快取。記憶體快取只供一個程序使用。
lab-settings-engine-signed-cookies = 資料本身就在 cookie 裡；伺服器什麼都不留。
lab-settings-cache-alias = cache 和 cached_db 引擎使用哪一個已設定的快取。
lab-settings-cache-memory = 這個伺服器程序的記憶體。
lab-settings-cache-redis = Redis 伺服器。
lab-settings-cache-memcached = Memcached 伺服器。
lab-settings-database = db 和 cached_db 引擎使用哪一個已設定的資料庫；不一定是商店的那一個。
lab-settings-database-default = 商店自己的資料庫。
lab-settings-enabled = 關掉就沒有工作階段：沒有購物車，不能登入。這一頁仍然能用。

## 工作階段何時結束
lab-settings-expiry = 工作階段何時結束
lab-settings-cookie-age = 最後一次變更之後幾秒，工作階段結束。
lab-settings-browser-close = cookie 既沒有 Max-Age 也沒有 Expires，所以關閉瀏覽器時就忘了它。
lab-settings-every-request = 每個請求都儲存工作階段並設定 cookie，於是時間從最後一次存取算起，而不是最後一次變更。
lab-settings-absolute-age = 從開始或登入算起，幾秒之後工作階段無論如何都結束；0 表示永不。

## cookie
lab-settings-cookie = cookie
lab-settings-cookie-name = 瀏覽器以什麼名稱保存這個 cookie。
lab-settings-cookie-path = 瀏覽器只把 cookie 送到這個路徑和它底下；在別處您就沒有工作階段。
lab-settings-cookie-domain = 瀏覽器把 cookie 送到這個網域和它底下的網域；空白表示只有這台主機。
lab-settings-cookie-secure = 瀏覽器只透過 HTTPS 傳送 cookie。大多數瀏覽器對自己這台電腦（localhost）例外。
lab-settings-cookie-httponly = 頁面裡的指令碼看不到這個 cookie：document.cookie 不會提到它。
lab-settings-cookie-samesite = 從別的網站開始的請求，哪些會帶著 cookie。
lab-settings-samesite-strict = 都不帶。
lab-settings-samesite-lax = 開啟頁面的連結會帶，表單不帶。
lab-settings-samesite-none = 全都帶；瀏覽器要求同時有 Secure。
lab-settings-cookie-content = 對 cookie 的內容做什麼。用 signed_cookies 時內容是工作階段的資料，否則是它的鍵。
lab-settings-content-signed = 簽章：看得到，改不了。
lab-settings-content-private = 加密：看不到，也改不了。

## 限制
lab-settings-limits = 限制
lab-settings-max-bytes = 一個工作階段的資料最多可占的位元組；超過的變更會被拒絕，舊的資料仍在。
lab-settings-store-timeout = 儲存區最多可以用幾毫秒回應，超過就給您 503 頁面。
lab-settings-own-switch = 實驗室自己的開關
lab-settings-replay = 若另一個請求更快，就把這個請求對工作階段做的事重做一次，什麼都不會遺失。關掉就是最後寫的人贏，和大多數框架一樣。

## 只屬於網站的
lab-settings-fixed = 哪些設定不能由瀏覽器自己決定
lab-settings-fixed-key-prefix = 它決定整個網站的工作階段在快取裡叫什麼名字。若您有自己的，就可能去找別的訪客的資料，而且每一個新的都占記憶體。
lab-settings-fixed-file-path = 伺服器上的資料夾。瀏覽器不可以決定伺服器把檔案寫到哪裡。
lab-settings-fixed-sweep-interval = 清掃程式為整個伺服器工作，清除所有人過期的工作階段，不只是您的。
lab-settings-fixed-secret-key = 它為所有人的 cookie 簽章，不給任何人看。實驗室關於金鑰外洩的課程用的是另一把。
