### The controls of the lab’s lessons, letter E.

lab-e-setting-yours = 只在這個瀏覽器
lab-e-setting-sites = 和網站相同
lab-e-setting-on = 為這個瀏覽器開啟
lab-e-setting-off = 為這個瀏覽器關閉
lab-e-setting-set = 為這個瀏覽器設定
lab-e-setting-reset = 使用網站的設定
lab-e-setting-wrong = 不能使用這個值，什麼都沒有變更。請輸入 1 到 315360000 的整數秒數。
lab-e-switch-wrong = 不能使用這個值，什麼都沒有變更。可以使用 true 和 false。
lab-e-stored = 儲存區裡的到期時間（這次請求之前）
lab-e-stored-after = 儲存區裡的到期時間（這次回應之後）
lab-e-in-seconds = （{ $seconds } 秒後）
lab-e-last-set-cookie = 工作階段最後一個 Set-Cookie
lab-e-no-set-cookie = 最近的往返裡沒有
lab-e-browser = 您的瀏覽器
lab-e-sent = 送出了 cookie { $cookie }
lab-e-not-sent = 沒有送出 cookie { $cookie }
lab-e-server = 伺服器
lab-e-found = 找到了您的工作階段：
lab-e-not-found = 沒有找到有效的工作階段
lab-e-key-ends-in = 剩餘秒數：
lab-e-store = 儲存區
lab-e-lies-until = 記錄還在，到期時間是
lab-e-left = 剩餘秒數：
lab-e-lies-over = 記錄在 { $seconds } 秒前到期，還在儲存區裡
lab-e-lies-no-more = 記錄已經不在
lab-e-lies-nothing = 還沒有您的記錄
lab-e-begin = 開始：十秒
lab-e-put-back = 還原設定
lab-e-look-again = 再看一次
lab-e-removed = { $count ->
    [0] 沒有到期的工作階段需要移除。
   *[other] 已移除 { $count } 個到期的工作階段。
 }有效的工作階段都保留。數字包含其他訪客到期的工作階段。
lab-e-not-needed = 不需要：這種引擎不會在伺服器上留下到期的工作階段。
lab-e-engine = 目前的引擎：
lab-e-none-left = 您還沒有在儲存區留下任何工作階段。
lab-e-left-behind = 您在儲存區留下的工作階段
lab-e-ends = 到期時間
lab-e-alive = 有效
lab-e-over-but-there = 已到期，還在儲存區裡
lab-e-gone = 不在儲存區裡
lab-e-leave = 在儲存區留下三個工作階段
lab-e-clear = 清除到期的工作階段
