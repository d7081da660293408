### The controls of the lab’s lessons, letter E.

lab-e-setting-yours = 只在這個瀏覽器
lab-e-setting-sites = 和網站相同
lab-e-setting-on = 為這個瀏覽器打開
lab-e-setting-off = 為這個瀏覽器關閉
lab-e-setting-set = 為這個瀏覽器設定
lab-e-setting-reset = 改回網站的設定
lab-e-setting-wrong = 不能用這個值；什麼都沒有改變。可以用 1 到 315360000 的整數秒。
lab-e-switch-wrong = 不能用這個值；什麼都沒有改變。可以用 true 和 false。
lab-e-stored = 這次請求到達時，儲存區裡的終點
lab-e-stored-after = 這次回應之後，儲存區裡的終點
lab-e-in-seconds = （{ $seconds } 秒後）
lab-e-last-set-cookie = 工作階段最後一個 Set-Cookie
lab-e-no-set-cookie = 最近的往返裡沒有
lab-e-browser = 您的瀏覽器
lab-e-sent = 送出了 cookie { $cookie }
lab-e-not-sent = 沒有送出 cookie { $cookie }
lab-e-server = 伺服器
lab-e-found = 找到了您的工作階段：
lab-e-not-found = 沒有找到還有效的工作階段
lab-e-key-ends-in = 剩餘秒數：
lab-e-store = 儲存區裡
lab-e-lies-until = 會在那裡直到
lab-e-left = 剩餘秒數：
lab-e-lies-over = 過期 { $seconds } 秒了，還躺在那裡
lab-e-lies-no-more = 已經不在那裡了
lab-e-lies-nothing = 還沒有您的東西
lab-e-begin = 開始：十秒
lab-e-put-back = 還原設定
lab-e-look-again = 再看一次
lab-e-removed = { $count ->
    [0] 沒有過期的，所以什麼都沒移除。
   *[other] 移除了 { $count } 個過期的工作階段。
 }還有效的都留著。別的訪客已過期的也算在內。
lab-e-not-needed = 不需要：用這個引擎，過期的東西不會留在伺服器上。
lab-e-engine = 目前的引擎：
lab-e-none-left = 您還沒有留下任何工作階段。
lab-e-left-behind = 您留下的工作階段
lab-e-ends = 終點
lab-e-alive = 有效
lab-e-over-but-there = 已過期，還躺在那裡
lab-e-gone = 不在了
lab-e-leave = 留下三個工作階段
lab-e-clear = 清除過期的工作階段
