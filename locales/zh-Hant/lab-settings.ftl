### 實驗室的設定：工作階段的每一項設定，只給一個瀏覽器。

lab-settings-lede = 您可以只為這個瀏覽器變更任何一項工作階段設定。您的選擇存在有簽章的 cookie「lab_settings」裡，不會影響別人。
lab-settings-not-saved = 什麼都沒有變更，請改正這些欄位：
lab-settings-quick = 常做的實驗
lab-settings-quick-about = 每個按鈕變更一項設定。填色的按鈕是目前的值；每一頁底部的檢視器會顯示效果。
lab-settings-reset = 使用網站的設定
lab-settings-save = 在這個瀏覽器使用這些設定
lab-settings-site = 網站的值：
lab-settings-site-nothing = 空白
lab-settings-toggled = 在這裡變更過
lab-settings-in-django = 與 Django 相同

## 工作階段怎麼辦
lab-settings-keep = 您的工作階段要怎麼處理
lab-settings-keep-about = 變更引擎、快取或資料庫，或是 cookie 的名稱、路徑、網域或內容之後，伺服器就找不到您現在的工作階段。請選擇要怎麼處理。
lab-settings-carry = 搬過去
lab-settings-carry-about = 伺服器用新的鍵把資料複製到新的儲存區，立刻設定 cookie，並結束舊的工作階段。購物車和登入都保留。
lab-settings-afresh = 重新開始，和 Django 一樣
lab-settings-afresh-about = 伺服器什麼都不做。新的儲存區沒有舊 cookie 的工作階段，所以您會得到空的工作階段。舊的留在原處，直到到期。（db 和 cached_db 使用同一個資料庫時共用一張資料表，所以找得到。）
lab-settings-back = 回到先前的工作階段
# $places 是引擎清單，括號裡是快取和資料庫。
lab-settings-back-about = 這個瀏覽器留下的工作階段在：{ $places }。換到其中之一，就會再使用那個工作階段。
lab-settings-back-nothing = 這個瀏覽器還沒有在其他儲存區留下工作階段。請先用另一種引擎重新開始，再回來。
lab-settings-saved = 已儲存。從下一個請求起，這些設定在這個瀏覽器生效。
lab-settings-saved-afresh = 已儲存。舊的工作階段沒有變更；新的設定從下一個請求起生效。
lab-settings-saved-nothing = 已儲存。沒有可以搬移的工作階段。
lab-settings-saved-carried = 已儲存。您的工作階段已用新的鍵搬到 { $place }，舊的已經結束。
lab-settings-saved-back = 已儲存。您再次使用這個瀏覽器留在 { $place } 的工作階段。
lab-settings-nothing-left = 這個瀏覽器沒有在 { $place } 留下工作階段，請選擇其他選項。
lab-settings-left-is-over = 這個瀏覽器留在 { $place } 的工作階段已經不存在，請選擇其他選項。
# $reason 是工作階段框架的英文訊息。
lab-settings-failed = 無法搬移工作階段，所以什麼都沒有變更：{ $reason }。您可以重新開始。
lab-settings-too-large = 工作階段在那裡需要 { $bytes } 位元組，上限是 { $limit }，所以什麼都沒有變更。您可以重新開始。
lab-settings-lost-domain = 這個瀏覽器的主機是 { $host }，不會接受 { $domain } 的 cookie。您的工作階段會遺失，所以什麼都沒有變更。想看看會怎麼樣，請選擇重新開始。
lab-settings-lost-secure = 這一頁是透過未加密的 HTTP 載入的，瀏覽器不會接受 Secure 的 cookie。您的工作階段會遺失，所以什麼都沒有變更。想看看會怎麼樣，請選擇重新開始。

## 哪裡不對
lab-settings-one-of = 可以使用的值：{ $allowed }。
lab-settings-from-to = 請輸入 { $least } 到 { $most } 的整數。
lab-settings-name-allowed = 可以用英文字母、數字和 !#$%&'*+-.^_`|~ 這些符號。以 __Secure- 開頭的名稱需要 cookie_secure = true；以 __Host- 開頭的還需要 cookie_path = / 且沒有 cookie_domain。
lab-settings-name-taken = 商店的其他 cookie 使用這樣的名稱：csrftoken，以及所有以 lab_ 開頭的名稱。請換一個。
lab-settings-path-allowed = 以 / 開頭，只能有可見的 ASCII 字元，不能有 ; 和空格。
lab-settings-domain-allowed = 由英文字母、數字、點和連字號組成的主機名稱；留空表示只有這台主機。
lab-settings-domain-own-machine = 只能在您自己的電腦上設定（localhost 或 127.0.0.1）：在其他主機上，設定網域會把您的工作階段送給同一網域的其他主機。
# $reason 是儲存區的英文訊息。
lab-settings-unreachable = 這裡不能用：{ $reason }
lab-settings-silent = 這裡不能用：儲存區沒有回應。

## 工作階段放在哪裡
lab-settings-store = 工作階段存在哪裡
lab-settings-engine = 儲存工作階段的引擎。
lab-settings-engine-db = 資料庫的資料表裡，一個工作階段一列。
lab-settings-engine-file = 一個工作階段一個檔案，檔名含有鍵。
lab-settings-engine-cache = 只在快取裡。速度快，但快取重新啟動就會遺失工作階段。從較舊的快照重新啟動的 Redis 會讓已結束的工作階段再度出現。
lab-settings-engine-cached-db = 寫入快取和資料庫，讀取時先查快取。記憶體快取只供一個程序使用。
lab-settings-engine-signed-cookies = 資料本身在 cookie 裡，伺服器什麼都不儲存。
lab-settings-cache-alias = cache 和 cached_db 引擎使用的快取，必須是已設定的快取。
lab-settings-cache-memory = 這個伺服器程序的記憶體。
lab-settings-cache-redis = Redis 伺服器。
lab-settings-cache-memcached = Memcached 伺服器。
lab-settings-database = db 和 cached_db 引擎使用的資料庫，可以和商店的資料庫不同。
lab-settings-database-default = 商店自己的資料庫。
lab-settings-enabled = 關閉時沒有工作階段：沒有購物車，也不能登入。這一頁仍然能用。

## 工作階段何時結束
lab-settings-expiry = 工作階段何時到期
lab-settings-cookie-age = 工作階段在最後一次變更之後，過這麼多秒到期。
lab-settings-browser-close = cookie 沒有 Max-Age，也沒有 Expires，所以瀏覽器在關閉時刪除它。
lab-settings-every-request = 每個請求都儲存工作階段並設定 cookie。到期時間從最後一次存取算起，而不是最後一次變更。
lab-settings-absolute-age = 工作階段最晚在開始或登入之後過這麼多秒到期；0 表示沒有限制。
lab-settings-anonymous-age = 未登入的工作階段在最後一次變更之後過這麼多秒到期（如果比 session.cookie_age 更早）；0 表示採用 session.cookie_age。

## cookie
lab-settings-cookie = cookie
lab-settings-cookie-name = 工作階段 cookie 的名稱。
lab-settings-cookie-path = 瀏覽器對這個路徑和底下的路徑送出 cookie。在其他頁面，您沒有工作階段。
lab-settings-cookie-domain = 瀏覽器把 cookie 送給這個網域和底下的網域；留空表示只有這台主機。
lab-settings-cookie-secure = 瀏覽器只透過 HTTPS 送出 cookie。多數瀏覽器對 localhost 例外。
lab-settings-cookie-httponly = 指令碼看不到這個 cookie：document.cookie 裡沒有。
lab-settings-cookie-samesite = 從其他網站開始的請求，哪些會附上 cookie。
lab-settings-samesite-strict = 都不附上。
lab-settings-samesite-lax = 開啟頁面的連結和 GET 表單會附上，POST 表單不會。
lab-settings-samesite-none = 全都附上；瀏覽器要求同時有 Secure。
lab-settings-cookie-content = 如何保護 cookie 的內容。使用 signed_cookies 時，內容是工作階段的資料；使用其他引擎時，內容是鍵。
lab-settings-content-signed = 簽章：任何人都讀得到，沒有人改得了。
lab-settings-content-private = 加密：沒有人讀得到，也沒有人改得了。

## 限制
lab-settings-limits = 限制
lab-settings-max-bytes = 工作階段資料的位元組上限。超過的變更會被拒絕，舊的資料保留。
lab-settings-store-timeout = 呼叫儲存區的時限（毫秒）。超過時限，您會得到 503 頁面。
lab-settings-own-switch = 實驗室自己的開關
lab-settings-replay = 如果其他請求先寫入，就把這個請求的變更重新套用到較新的記錄，不會遺失任何變更。關閉時以最後的寫入為準，和大多數框架一樣。

## 只屬於網站的
lab-settings-fixed = 不能由瀏覽器變更的設定
lab-settings-fixed-key-prefix = 這是整個網站的工作階段在快取裡的名稱前綴。如果您能使用自己的前綴，就可能查詢其他訪客的項目，而且每個新的前綴都會占用記憶體。
lab-settings-fixed-file-path = 伺服器上的資料夾。瀏覽器不可以決定伺服器把檔案寫到哪裡。
lab-settings-fixed-new-per-address = 伺服器會統計每個位址新建的工作階段數，以保護儲存區。如果每個瀏覽器都能自訂上限，就起不了保護作用。
lab-settings-fixed-slow-call-ms = 它決定記錄檔的內容，而記錄檔是所有訪客共用的。
lab-settings-fixed-sweep-interval = 清除程式為整個伺服器執行，清除所有訪客到期的工作階段。
lab-settings-fixed-secret-key = 它簽署所有訪客的 cookie，絕不顯示。金鑰外洩的課程使用實驗室的金鑰。
