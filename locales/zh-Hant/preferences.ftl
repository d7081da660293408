### 偏好設定。各語言一律以該語言自己的名稱顯示。

preferences-title = 偏好設定
preferences-lede = 這些選擇只存在您的工作階段裡，會和工作階段一起到期。選擇語言之前，由瀏覽器的 Accept-Language 標頭決定。

preferences-language = 語言
preferences-language-browser = 依照瀏覽器
preferences-language-en = English
preferences-language-zh-hant = 繁體中文
preferences-language-zh-hans = 简体中文
# $allowed 是可用值的清單。
preferences-language-unknown = 我們沒有這種語言。可以選擇：{ $allowed }；留空則依照瀏覽器。

preferences-theme = 外觀
preferences-theme-auto = 依照裝置
preferences-theme-light = 淺色
preferences-theme-dark = 深色
preferences-theme-unknown = 沒有這種外觀。可以選擇：{ $allowed }。

preferences-currency = 幣別
preferences-currency-usd = 美元（USD）
preferences-currency-eur = 歐元（EUR）
preferences-currency-twd = 新臺幣（TWD）
preferences-currency-cny = 人民幣（CNY）
preferences-currency-unknown = 我們沒有這種幣別的價格。可以選擇：{ $allowed }。

preferences-per-page = 每頁顯示的茶品數量
preferences-per-page-unknown = 請填 { $least } 到 { $most } 之間的整數。

preferences-save = 儲存
preferences-saved = 已在這個工作階段儲存您的偏好設定。
