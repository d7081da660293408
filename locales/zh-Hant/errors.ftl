### 錯誤頁面。多數訊息由 Rust 程式取用，而不是由樣板。

error-400-title = 無法處理這個請求
error-400-text = 網址或送出的內容格式不正確。請回到上一頁檢查後再試一次。
# 表單欄位含有 NUL 字元時，取代 error-400-text。
error-nul = 欄位「{ $field }」含有 NUL 字元（U+0000）。欄位可以填寫不含這個字元的任何文字。表單的內容都沒有保留；請回到上一頁，刪除這個字元後再送出一次。

# 表單的欄位太多時，取代 error-400-text。
error-too-many-fields = 這份表單超過 { $limit } 個欄位。表單的內容都沒有保留。

# 純文字：請求的主機名稱不在 server.allowed_hosts 之中。
error-host = 本網站不以這個請求的主機名稱提供服務。網站的主機名稱列在設定 server.allowed_hosts。
# 純文字：無法解讀受信任代理伺服器的標頭。
error-forwarded = 這個請求的 Forwarded 或 X-Forwarded-* 標頭格式不正確，或互相矛盾。
# 純文字。
error-headers-too-large = 這個請求的標頭超過 { $limit } 位元組。請刪除本網站的 cookie，或使用較短的網址。
# 純文字：CONNECT 方法。
error-connect = 這台伺服器不是代理伺服器，不支援 CONNECT 方法。

error-403-title = 不允許這個動作
error-403-text = 您沒有權限這麼做，或是請求的來源不被允許。沒有任何資料遭到變更。
# 瀏覽器沒有送回 cookie 時，取代 error-403-text。
error-cookies-off = 您的瀏覽器沒有把 cookie 送回來。購物車和登入都需要它：沒有 cookie，我們就分不出哪位訪客是您。請在瀏覽器設定中允許本網站使用 cookie，重新整理頁面後再試一次。
# 表單權杖遺失或失效時，取代 error-403-text。
error-csrf = 這份表單已經失效，或不是從我們自己的頁面送出，因此我們沒有處理。請回到上一頁，重新整理後再送出一次。
# Origin、Referer 或 Sec-Fetch-Site 標頭指向其他網站時，取代 error-403-text。
error-foreign-origin = 這份表單是從其他網站的頁面送出的，或是代理伺服器更動了請求的網址，因此我們沒有處理。請在本網站開啟該頁面，再送出一次表單。

error-404-title = 找不到頁面
error-404-text = 這個網址沒有對應的頁面。可能是網址打錯了，也可能是這款茶已經下架。

error-405-title = 不允許這種請求方法
error-405-text = 這個網址存在，但只接受另一種請求方法。直接開啟表單的送出網址時，常會發生這種情況。

error-408-title = 請求逾時
error-408-text = 您的資料沒有在時限內送達，因此我們沒有處理。請檢查網路連線，再送出一次。

error-409-title = 您的工作階段已經結束
error-409-text = 處理這個請求時，您的工作階段結束或更換了識別碼，例如您在另一個視窗登出或登入。這次請求的內容沒有儲存，請重新載入頁面再試一次。
error-conflict-title = 請再試一次
error-conflict-text = 處理這個請求時，另一個視窗變更了它需要的資料。這次請求的內容沒有儲存，請返回並重新載入頁面，再試一次。

error-413-title = 工作階段放不下這些資料
error-413-text = 您的工作階段放不下這些資料。原有的內容都還在，沒有變更。請從購物車移除一些商品，或一次少送一點。

# 請求的內容太大時，取代 error-413-title 和 error-413-text。
error-body-too-large-title = 送出的資料太多
error-body-too-large = 您送出的資料超過 { $limit } 位元組，因此我們沒有讀取。請一次少送一點。

error-415-title = 不接受壓縮過的資料
error-415-text = 您送出的資料帶有 Content-Encoding（例如 gzip 或 br）。請改送未壓縮的資料。
error-content-type-title = 只接受表單資料
error-content-type-text = 您送出的資料的 Content-Type 不是表單使用的 application/x-www-form-urlencoded。沒有儲存任何內容。

error-422-title = 有些欄位填寫不正確
error-422-text = 表單已經收到，但其中有些內容無法使用。請回到上一頁，檢查後再送出一次。

error-429-title = 請求過多
error-429-text = 您的網路在短時間內送出了太多請求，所以這一次沒有處理，也沒有儲存任何內容。請稍等一下再試。
# In place of error-429-text when a login was refused.
error-429-logins = 這個帳號或您所在的網路登入失敗的次數過多，因此系統沒有檢查這次輸入的密碼。帳號並未鎖定，過了下方的時間就能再試；一段時間沒有人嘗試，等待時間會逐漸縮短。在您曾經成功登入的瀏覽器上，不會因為別人的嘗試而需要等待。
# In place of error-429-text when a registration was refused.
error-429-registrations = 您所在的網路在短時間內註冊了太多帳號，因此這次沒有建立帳號。請過了下方的時間再試。

error-500-title = 我們這邊出了問題
error-500-text = 請再試一次；如果仍然發生，請稍後再來。
error-500-detail = 問題已經記錄，編號為 { $id }。

error-503-title = 目前連不到工作階段的儲存區
error-503-text = 工作階段的儲存區暫時沒有回應，所以購物車和帳號無法使用。資料沒有遺失，請稍後再試。
# session.enabled = false 時，取代 error-503-text。
error-sessions-off = 這台伺服器關閉了工作階段功能（session.enabled = false）。這個頁面需要工作階段，因此無法使用。您仍然可以瀏覽茶品。

error-busy-title = 目前有很多人正在登入
error-busy-text = 檢查密碼需要一點時間，而等候的請求太多了。系統沒有檢查您的密碼，也沒有變更任何資料；商店的其他頁面仍可使用。請稍後再試。

error-generic-title = 請求失敗
error-generic-text = 我們無法回應這個請求。請回到上一頁再試一次。

# $seconds 是建議等待的秒數。
error-retry-after = 請在 { $seconds } 秒後再試。
# $minutes 是再次嘗試前要等待的分鐘數（兩分鐘以上時）。
error-retry-after-minutes = 請在 { $minutes } 分鐘後再試。
error-request-number = 這次請求的編號：
error-try-again = 回到上一頁再試一次
error-to-teas = 回到茶品

## Beside a field of a form

# The list of all errors at the top of a form. form-errors-mark begins the page's title.
form-errors-title = 請檢查以下欄位
form-errors-mark = 錯誤：
form-error-line = { $field }：{ $message }
form-required = 請填寫此欄。
form-too-long = 最多 { $longest } 個字。
form-control-characters = 請勿輸入控制字元。
