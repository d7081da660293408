### 账号：注册、登录、退出，以及会员自己的页面。

## 表单字段

accounts-username = 用户名
accounts-username-hint = 2 到 40 个字，英文不区分大小写。
# $shortest 和 $longest 是字数。
accounts-username-length = 用户名长度应为 { $shortest } 到 { $longest } 个字。
accounts-username-taken = 这个用户名已被使用，请换一个。
accounts-password = 密码
accounts-new-password = 新密码
accounts-password-hint = 至少 8 个字符。把几个词连在一起，好记又难猜。
accounts-password-length = 密码长度应为 { $shortest } 到 { $longest } 个字符。
accounts-password-again = 再输入一次新密码
accounts-passwords-differ = 两次输入的密码不一致，请重新输入。
accounts-old-password = 当前密码
accounts-old-password-wrong = 当前密码不正确。
accounts-remember-me = 30 天内保持登录

## 注册

accounts-register-title = 注册账号
accounts-register-lede = 只需要用户名和密码，购物车里的商品会保留。
accounts-register-button = 注册
accounts-to-login = 我已有账号
# 显示在下一页的消息。
accounts-welcome = 欢迎您，{ $name }。账号已创建，您现在已登录。

## 登录

accounts-login-title = 登录
accounts-login-failed = 登录失败
accounts-login-failed-text = 用户名或密码不正确，请重试。
accounts-login-button = 登录
accounts-to-register = 注册账号
accounts-login-lesson-title = 登录时发生了什么
accounts-login-lesson-key = 您的会话会换上新的 ID，旧的随即失效。即使有人在登录前把 ID 放进您的浏览器，登录之后也没有用。购物车里的商品会保留。
accounts-login-lesson-age = 如果选择保持登录，这个会话会在最后一次修改之后 30 天过期；否则采用商店的默认时间。
accounts-welcome-back = { $name }，欢迎回来。
# 登录状态被其他设备结束时，显示在下一页的消息。
accounts-ended-from-elsewhere = 您已在这里退出登录：您的登录由另一台设备结束，或者密码已被修改。这个会话的数据已经删除。

## 退出登录

accounts-logged-out-title = 您已退出登录
accounts-logged-out-lede = 这个浏览器上已经没有人登录，购物车也清空了。
accounts-logged-out-lesson = 商店已经删除会话的数据，并要求浏览器删除 cookie。即使有人留着旧的 ID，也已经失效。
accounts-log-in-again = 重新登录
accounts-to-teas = 返回茶叶列表

## 会员自己的页面

accounts-account-title = 您的账号
accounts-greeting = { $name }，您好
# $day 的写法是 2026-01-31。
accounts-registered = 您的账号创建于 { $day }。
accounts-to-orders = 您的订单
accounts-to-password = 修改密码
accounts-to-preferences = 偏好设置
accounts-logins-title = 您在哪些地方登录了
accounts-logins-lede = 每一次登录都会列在这里，直到您退出登录或在此结束它。如果有不认识的，请结束它并修改密码。
accounts-login-here = 当前浏览器
# $moment 的写法是 2026-01-31 18:30，使用 UTC 时间。
accounts-login-since = 登录时间：{ $moment } UTC
accounts-login-end = 结束这次登录
accounts-logins-none = 您没有在其他地方登录。
accounts-logins-end = 结束其他所有登录
accounts-login-ended = 已结束那次登录。
accounts-login-ended-before = 那次登录之前已经结束。
accounts-logins-ended = { $count ->
    [0] 没有其他登录需要结束。
   *[other] 已结束其他 { $count } 次登录。
}
accounts-browser-on-system = { $system } 上的 { $browser }
accounts-browser = { $name }
accounts-browser-unknown = 未知浏览器

## 修改密码

accounts-password-title = 修改密码
accounts-password-lede = 您在这里会保持登录，其他地方的登录会立即结束。
accounts-password-button = 修改密码
accounts-back-to-account = 返回您的账号
accounts-password-changed = 密码已修改，其他地方的登录都已结束。
