### 帳號：註冊、登入、登出，以及會員自己的頁面。

## 表單欄位

accounts-username = 名稱
accounts-username-hint = 2 到 40 個字，請使用同一種文字。英文不分大小寫。
# $shortest 與 $longest 是字數。
accounts-username-length = 名稱長度須為 { $shortest } 到 { $longest } 個字。
accounts-username-taken = 這個名稱已經有人使用，請換一個。
accounts-username-looks-alike = 這個名稱看起來和已經有人使用的名稱一樣，請換一個。
# $character 是該字元，可能看不見；$code 是它的碼位，例如 U+200B。
accounts-username-character = 名稱不能含有字元「{ $character }」（{ $code }）。可以使用文字、數字和鍵盤上的標點符號。
accounts-username-scripts = 「{ $character }」（{ $code }）和前面的字母不是同一種文字。請只使用一種文字的字母。
accounts-password = 密碼
accounts-new-password = 新密碼
accounts-password-hint = 至少 12 個字元，種類不限。用幾個詞連成一串，好記又難猜。
accounts-password-length = 密碼長度須為 { $shortest } 到 { $longest } 個字元。
accounts-password-common = 這是最常見的密碼之一，請換一個。
accounts-password-has-name = 密碼不能含有您的名稱。
accounts-password-has-shop-name = 密碼不能含有商店的名稱。
accounts-password-weak = 這個密碼很容易猜：它由重複的字元、連續的字元或很常見的詞組成。用幾個不相關的詞會比較好。
# 指令碼加在密碼欄位旁的按鈕。
accounts-password-show = 顯示
accounts-password-hide = 隱藏
# 指令碼加在新密碼下方的強度計。
accounts-password-meter = 密碼強度
accounts-password-meter-few = 太短
accounts-password-meter-weak = 容易猜
accounts-password-meter-good = 良好
accounts-password-meter-strong = 很好
accounts-password-repeat = 再輸入一次密碼
accounts-password-again = 再輸入一次新密碼
accounts-passwords-differ = 兩次輸入的密碼不同，請重新輸入。
accounts-old-password = 目前的密碼
accounts-old-password-wrong = 目前的密碼不正確。
accounts-remember-me = 在這部裝置上讓我保持登入 30 天
accounts-remember-me-hint = 如果不勾選，關閉瀏覽器後就會登出。

## 註冊

accounts-register-title = 註冊帳號
accounts-register-lede = 只需要名稱和密碼。購物車裡的商品會保留下來。
accounts-register-button = 註冊
accounts-to-login = 我已經有帳號
# 顯示在下一頁的訊息。
accounts-welcome = 歡迎，{ $name }。帳號已經建立，您現在已登入。

## 登入

accounts-login-title = 登入
accounts-login-failed = 無法登入
accounts-login-failed-text = 名稱與密碼不相符，請再試一次。
accounts-login-button = 登入
accounts-to-register = 註冊帳號
accounts-login-lesson-title = 登入時發生了什麼事
accounts-login-lesson-key = 您的工作階段會換上新的識別碼，舊的隨即失效。就算有人在登入前把識別碼放進您的瀏覽器，登入之後也沒有用。購物車裡的商品會保留。
accounts-login-lesson-age = 如果選擇保持登入，這個工作階段會在最後一次變更之後 30 天到期；否則關閉瀏覽器時，cookie 就會移除。許多瀏覽器重新開啟分頁時會還原它，所以在共用的裝置上請記得登出。
accounts-welcome-back = { $name }，很高興再見到您。
# 登入狀態被其他裝置結束時，顯示在下一頁的訊息。
accounts-ended-from-elsewhere = 您已在這裡登出：您的登入由另一部裝置結束，或是密碼已經變更。這個工作階段的資料已經移除。

## 登出

accounts-logged-out-title = 您已登出
accounts-logged-out-lede = 這個瀏覽器已經沒有人登入，購物車也清空了。
accounts-logged-out-lesson = 商店已經刪除工作階段的資料，並要求瀏覽器刪除 cookie。就算有人留著舊的識別碼，也已經失效。
accounts-log-in-again = 重新登入
accounts-to-teas = 回到茶品

## 會員自己的頁面

accounts-account-title = 您的帳號
accounts-greeting = { $name }，您好
# $day 的寫法是 2026-01-31。
accounts-registered = 您的帳號建立於 { $day }。
accounts-to-orders = 您的訂單
accounts-to-devices = 登入的裝置
accounts-to-password = 變更密碼
accounts-to-preferences = 偏好設定
accounts-devices-title = 您登入的裝置
accounts-devices-lede = 這裡列出您目前登入的每個瀏覽器。如果看到不認得的，請結束它的登入並變更密碼。商店不會留存 IP 位址。
accounts-login-here = 這個瀏覽器
# $moment 的寫法是 2026-01-31 18:30，使用 UTC 時間。
accounts-login-since = 登入時間：{ $moment } UTC
accounts-login-last-seen = 最近使用：{ $moment } UTC（誤差不超過五分鐘）
accounts-login-end = 結束這筆登入
accounts-logins-none = 您沒有在其他地方登入。
accounts-logins-end = 結束其他所有登入
accounts-logins-end-all = 結束所有登入，包括這一筆
accounts-devices-pages = 清單的分頁
accounts-devices-previous = 上一頁
accounts-devices-next = 下一頁
accounts-devices-page = 第 { $page } 頁，共 { $pages } 頁
# 結束登入前要求輸入密碼的頁面。
accounts-end-title = 結束登入
accounts-end-one = 這部裝置會在下一個請求時登出，它的購物車和其他工作階段資料也會移除。
accounts-end-others = 您的其他裝置都會在下一個請求時登出。您在這裡會保持登入。
accounts-end-all = 您所有的裝置都會登出，包括這個瀏覽器。您可以用密碼重新登入。
accounts-end-password-hint = 要求輸入密碼，是為了不讓用到您瀏覽器的其他人這麼做。
accounts-end-button = 立即結束
accounts-end-cancel = 回到裝置清單
accounts-login-ended = 已結束那筆登入。
accounts-login-ended-before = 那筆登入先前已經結束。
accounts-logins-ended = { $count ->
    [0] 沒有其他登入需要結束。
   *[other] 已結束其他 { $count } 筆登入。
}
accounts-browser-on-system = { $system } 上的 { $browser }
accounts-browser = { $name }
accounts-browser-unknown = 不明的瀏覽器

## 變更密碼

accounts-password-title = 變更密碼
accounts-password-lede = 您在這裡會保持登入，其他地方的登入會立刻結束。
accounts-password-button = 變更密碼
accounts-back-to-account = 回到您的帳號
accounts-password-changed = 密碼已經變更，其他地方的登入都已結束。
