### 错误页面。多数消息由 Rust 代码取用，而不是由模板。

error-400-title = 无法处理这个请求
error-400-text = 网址或提交的内容格式不正确。请返回上一页检查后再试一次。
# 表单字段含有 NUL 字符时，代替 error-400-text。
error-nul = 字段“{ $field }”含有 NUL 字符（U+0000）。字段可以填写不含这个字符的任何文本。没有保留表单的任何内容；请返回上一页，删除这个字符后重新提交。

# 表单的字段太多时，代替 error-400-text。
error-too-many-fields = 这份表单超过 { $limit } 个字段。没有保留表单的任何内容。

# 纯文本：请求的主机名不在 server.allowed_hosts 之中。
error-host = 本网站不以这个请求的主机名提供服务。网站的主机名列在设置 server.allowed_hosts 中。
# 纯文本：无法解析受信任代理服务器的标头。
error-forwarded = 这个请求的 Forwarded 或 X-Forwarded-* 标头格式不正确，或互相矛盾。
# 纯文本。
error-headers-too-large = 这个请求的标头超过 { $limit } 字节。请删除本网站的 cookie，或使用较短的网址。
# 纯文本：CONNECT 方法。
error-connect = 这台服务器不是代理服务器，不支持 CONNECT 方法。

error-403-title = 不允许这个操作
error-403-text = 您没有权限这样做，或者请求的来源不被允许。没有任何数据被修改。
# 浏览器没有发回 cookie 时，代替 error-403-text。
error-cookies-off = 您的浏览器没有把 cookie 发回来。购物车和登录都需要它：没有 cookie，我们就分不清哪位访客是您。请在浏览器设置中允许本网站使用 cookie，刷新页面后再试一次。
# 表单令牌缺失或过期时，代替 error-403-text。
error-csrf = 这份表单已经过期，或者不是从我们自己的页面提交的，所以我们没有处理。请返回上一页，刷新后重新提交。
# Origin、Referer 或 Sec-Fetch-Site 标头指向其他网站时，代替 error-403-text。
error-foreign-origin = 这份表单是从其他网站的页面提交的，或者代理服务器改动了请求的地址，所以我们没有处理。请在本网站打开该页面，重新提交表单。

error-404-title = 找不到页面
error-404-text = 这个网址没有对应的页面。可能是网址输错了，也可能是这款茶已经下架。

error-405-title = 不允许这种请求方法
error-405-text = 这个网址存在，但只接受另一种请求方法。直接打开表单的提交网址时，常会出现这种情况。

error-408-title = 请求超时
error-408-text = 您的数据没有在时限内到达，所以我们没有处理。请检查网络连接，然后重新提交。

error-409-title = 您的会话已经结束
error-409-text = 处理这个请求时，您的会话结束或更换了 ID，比如您在另一个窗口退出登录或重新登录。这次请求的内容没有保存，请刷新页面后重试。
error-conflict-title = 请重试一次
error-conflict-text = 处理这个请求时，另一个窗口修改了它需要的数据。这次请求的内容没有保存，请返回并刷新页面，然后重试。

error-413-title = 会话放不下这些数据
error-413-text = 您的会话放不下这些数据。原有的内容都还在，没有修改。请从购物车移除一些商品，或者一次少提交一些。

# 请求的内容太大时，代替 error-413-title 和 error-413-text。
error-body-too-large-title = 提交的数据太多
error-body-too-large = 您提交的数据超过 { $limit } 字节，所以我们没有读取。请一次少提交一些。

error-415-title = 不接受压缩过的数据
error-415-text = 您提交的数据带有 Content-Encoding（例如 gzip 或 br）。请改为提交未压缩的数据。
error-content-type-title = 只接受表单数据
error-content-type-text = 您提交的数据的 Content-Type 不是表单使用的 application/x-www-form-urlencoded。没有保存任何内容。

error-422-title = 有些内容填写不正确
error-422-text = 表单已经收到，但其中有些内容无法使用。请返回上一页，检查后重新提交。

error-429-title = 请求过多
error-429-text = 您的网络在短时间内发送了太多请求，因此这一次没有处理，也没有保存任何内容。请稍等片刻再试。
# In place of error-429-text when a login was refused.
error-429-logins = 这个账号或您所在的网络登录失败次数过多，因此系统没有检查这次输入的密码。账号并未锁定，过了下面的时间就可以重试；一段时间没有人尝试，等待时间会逐渐缩短。在您曾经成功登录的浏览器上，不会因为别人的尝试而需要等待。
# In place of error-429-text when a registration was refused.
error-429-registrations = 您所在的网络在短时间内注册了太多账号，因此这次没有创建账号。请过了下面的时间再试。

error-500-title = 我们这边出了问题
error-500-text = 请再试一次；如果仍然出现，请稍后再来。
error-500-detail = 问题已经记录，编号为 { $id }。

error-503-title = 暂时连接不到会话的存储后端
error-503-text = 会话的存储后端暂时没有响应，所以购物车和账号无法使用。数据没有丢失，请稍后再试。
# session.enabled = false 时，代替 error-503-text。
error-sessions-off = 这台服务器关闭了会话功能（session.enabled = false）。这个页面需要会话，所以无法使用。您仍然可以浏览茶叶。

error-busy-title = 目前登录的人很多
error-busy-text = 检查密码需要一点时间，而排队的请求太多。系统没有检查您的密码，也没有修改任何数据；商店的其他页面仍可使用。请稍后重试。

error-generic-title = 请求失败
error-generic-text = 我们无法响应这个请求。请返回上一页再试一次。

# $seconds 是建议等待的秒数。
error-retry-after = 请在 { $seconds } 秒后再试。
# $minutes 是再次尝试前需要等待的分钟数（两分钟以上时）。
error-retry-after-minutes = 请在 { $minutes } 分钟后再试。
error-request-number = 这次请求的编号：
error-try-again = 返回上一页重试
error-to-teas = 返回茶叶列表

## Beside a field of a form

# The list of all errors at the top of a form. form-errors-mark begins the page's title.
form-errors-title = 请检查以下各项
form-errors-mark = 错误：
form-error-line = { $field }：{ $message }
form-required = 请填写此项。
form-too-long = 最多 { $longest } 个字。
form-control-characters = 请勿输入控制字符。
