### 账号：注册、登录、退出，以及会员自己的页面。

## 表单字段

accounts-username = 用户名
accounts-username-hint = 2 到 40 个字，请使用同一种文字。英文不区分大小写。
# $shortest 和 $longest 是字数。
accounts-username-length = 用户名长度应为 { $shortest } 到 { $longest } 个字。
accounts-username-taken = 这个用户名已被使用，请换一个。
accounts-username-looks-alike = 这个用户名看起来和已被使用的用户名一样，请换一个。
# $character 是该字符，可能看不见；$code 是它的码位，例如 U+200B。
accounts-username-character = 用户名不能包含字符“{ $character }”（{ $code }）。可以使用文字、数字和键盘上的标点符号。
accounts-username-scripts = “{ $character }”（{ $code }）和前面的字母不是同一种文字。请只使用一种文字的字母。
accounts-password = 密码
accounts-new-password = 新密码
accounts-password-hint = 至少 12 个字符，种类不限。把几个词连在一起，好记又难猜。
accounts-password-length = 密码长度应为 { $shortest } 到 { $longest } 个字符。
accounts-password-common = 这是最常见的密码之一，请换一个。
accounts-password-has-name = 密码不能包含您的用户名。
accounts-password-has-shop-name = 密码不能包含商店的名称。
accounts-password-weak = 这个密码很容易猜：它由重复的字符、连续的字符或很常见的词组成。用几个不相关的词会更好。
# 脚本添加在密码字段旁的按钮。
accounts-password-show = 显示
accounts-password-hide = 隐藏
# 脚本添加在新密码下方的强度计。
accounts-password-meter = 密码强度
accounts-password-meter-few = 太短
accounts-password-meter-weak = 容易猜
accounts-password-meter-good = 良好
accounts-password-meter-strong = 很好
accounts-password-repeat = 再次输入密码
accounts-password-again = 再输入一次新密码
accounts-passwords-differ = 两次输入的密码不一致，请重新输入。
accounts-old-password = 当前密码
accounts-old-password-wrong = 当前密码不正确。
accounts-remember-me = 在这台设备上 30 天内保持登录
accounts-remember-me-hint = 如果不勾选，关闭浏览器后就会退出登录。

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
accounts-login-lesson-age = 如果选择保持登录，这个会话会在最后一次修改之后 30 天过期；否则关闭浏览器时，cookie 就会被删除。许多浏览器重新打开标签页时会恢复它，所以在共用的设备上请记得退出登录。
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
accounts-to-devices = 登录的设备
accounts-to-password = 修改密码
accounts-to-preferences = 偏好设置
accounts-devices-title = 您登录的设备
accounts-devices-lede = 这里列出您当前登录的每个浏览器。如果有不认识的，请结束它的登录并修改密码。商店不会保存 IP 地址。
accounts-login-here = 当前浏览器
# $moment 的写法是 2026-01-31 18:30，使用 UTC 时间。
accounts-login-since = 登录时间：{ $moment } UTC
accounts-login-last-seen = 最近使用：{ $moment } UTC（误差不超过五分钟）
accounts-login-end = 结束这次登录
accounts-logins-none = 您没有在其他地方登录。
accounts-logins-end = 结束其他所有登录
accounts-logins-end-all = 结束所有登录，包括这一次
accounts-devices-pages = 列表的分页
accounts-devices-previous = 上一页
accounts-devices-next = 下一页
accounts-devices-page = 第 { $page } 页，共 { $pages } 页
# 结束登录前要求输入密码的页面。
accounts-end-title = 结束登录
accounts-end-one = 这台设备会在下一个请求时退出登录，它的购物车和其他会话数据也会删除。
accounts-end-others = 您的其他设备都会在下一个请求时退出登录。您在这里会保持登录。
accounts-end-all = 您所有的设备都会退出登录，包括当前浏览器。您可以用密码重新登录。
accounts-end-password-hint = 要求输入密码，是为了不让用到您浏览器的其他人这么做。
accounts-end-button = 立即结束
accounts-end-cancel = 返回设备列表
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
