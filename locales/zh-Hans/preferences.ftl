### 偏好设置。各语言一律以该语言自己的名称显示。

preferences-title = 偏好设置
preferences-lede = 这些选择只保存在您的会话里，会和会话一起过期。选择语言之前，由浏览器的 Accept-Language 标头决定。

preferences-language = 语言
preferences-language-browser = 跟随浏览器
preferences-language-en = English
preferences-language-zh-hant = 繁體中文
preferences-language-zh-hans = 简体中文
# $allowed 是可用值的列表。
preferences-language-unknown = 我们没有这种语言。可以选择：{ $allowed }；留空则跟随浏览器。

preferences-theme = 外观
preferences-theme-auto = 跟随设备
preferences-theme-light = 浅色
preferences-theme-dark = 深色
preferences-theme-unknown = 没有这种外观。可以选择：{ $allowed }。

preferences-currency = 货币
preferences-currency-usd = 美元（USD）
preferences-currency-eur = 欧元（EUR）
preferences-currency-twd = 新台币（TWD）
preferences-currency-cny = 人民币（CNY）
preferences-currency-unknown = 我们没有这种货币的价格。可以选择：{ $allowed }。

preferences-per-page = 每页显示的茶叶数量
preferences-per-page-unknown = 请填 { $least } 到 { $most } 之间的整数。

preferences-save = 保存
preferences-saved = 您的偏好设置已保存在这个会话里。
