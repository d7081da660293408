### 查看器：这个浏览器的每次往返，一步一步看。

inspector-lede = 这个浏览器最近的 50 次请求与响应，最新的在最上面。打开其中一条，就能从请求的 cookie 到响应的 cookie，逐步查看会话。只有您的浏览器能看到这份列表，查看不会修改任何东西。
inspector-unknown = 这个浏览器没有这条往返。它可能比最近 50 条更早、列表已被清空、服务器重新启动过，或者它属于另一个浏览器。
inspector-nothing = 这里还没有内容。您打开商店的每一页都会列在这里。
inspector-to-shop = 前往商店
inspector-empty = 清空列表
inspector-json = 这一页的 JSON
inspector-open = 打开这条往返
inspector-among-all = 在最近 50 条往返中查看
inspector-off = 会话已关闭（session.enabled = false）：服务器没有读取 cookie，也没有调用存储后端。

inspector-days = { $count ->
   *[other] { $count } 天
}
inspector-hours = { $count ->
   *[other] { $count } 小时
}
inspector-minutes = { $count ->
   *[other] { $count } 分钟
}
inspector-seconds = { $count ->
   *[other] { $count } 秒
}
inspector-bytes = { $bytes } 字节

inspector-summary-off = 会话已关闭
inspector-summary-none = 没有会话
inspector-summary-begun = 已创建会话
inspector-summary-ended = 会话已结束
inspector-summary-new-key = 新的键
inspector-summary-refused = cookie 已拒绝
inspector-summary-missing = 没有这个会话
inspector-summary-over = 会话已过期
inspector-summary-ended-before = 会话已结束
inspector-summary-moved-before = 会话已移走
inspector-summary-no-cookie = 未保存：还没有 cookie
inspector-summary-limit = 未保存：新会话过多
inspector-summary-failed = 存储后端故障
inspector-summary-overwrote = 覆盖了另一个请求
inspector-summary-replayed = { $count ->
   *[other] 其他请求先写入：修改重做了 { $count } 次
}
inspector-summary-gone = 被另一个请求结束
inspector-summary-extended = 已延长
inspector-summary-same = 没有修改
inspector-summary-changed = 已修改：{ $keys }
inspector-summary-large = 会话很大

inspector-step-cookie-in = 请求的 cookie
inspector-cookie-none = 这个请求没有 cookie，所以服务器认不出访客。
inspector-cookie-session = 会话的 cookie。
inspector-cookie-csrf = 保护表单的秘密值（CSRF），不是会话。
inspector-cookie-browser = 实验室给这个浏览器的编号，用来找出这份列表。
inspector-cookie-toggles = 您在实验室的个别设置，有签名。
inspector-cookie-other = 不是会话的 cookie，框架会忽略。

inspector-step-signature = 检查签名
inspector-signature-none = 请求没有会话的 cookie，不需要检查。
inspector-verdict-holds = 有效
inspector-verdict-refused = 拒绝
inspector-verdict-current = 用当前的密钥签名：内容和这台服务器发送时相同。
inspector-verdict-fallback = 用较旧的密钥签名，是 secret_key_fallbacks 的第 { $number } 个。它仍然有效；下次修改时会设置新的 cookie，用当前的密钥签名。
inspector-verdict-refused-why = 签名和这台服务器的任何一个密钥都不符：值被改过、截断或捏造，或是用另一个密钥、另一种 session.cookie_content 签名。服务器忽略这个 cookie 和它的内容。

inspector-step-key = 会话的键
inspector-key-came = 请求里
inspector-key-went = 响应里
inspector-key-none = 请求没有会话的键。
inspector-key-found = 这个键有会话。
inspector-key-missing = 签名有效，但这个键没有会话：它已结束、已清除、在另一种引擎里，或存储后端丢失了它。
inspector-key-over = 签名有效，但会话在 { $moment } 过期。记录可能还在存储后端里，但不会再提供。
inspector-key-ended-before = 签名有效，但之前的请求已结束这个会话。存储后端里是它的墓碑记录。
inspector-key-moved-before = 签名有效，但会话已像每次登录一样移到新的键。存储后端里是它的墓碑记录。
inspector-key-failed = 存储后端没有响应，所以不知道这个键有没有会话。
inspector-key-not-asked = 签名有效；没有调用存储后端。
inspector-key-drawn = 第一次有东西需要保存，因此用新的键创建了会话。
inspector-key-changed = 会话移到了新的键，每次登录都会这样。旧的键已经失效。
inspector-key-is-data = 使用 signed_cookies 时，键就是会话本身，所以每次修改都会产生另一个键。
inspector-key-ended = 会话已结束：这个键已经失效。

inspector-step-store = 对存储后端的调用
inspector-store-none = 没有：这个请求不需要存储后端。
inspector-outcome-hit = 命中
inspector-outcome-miss = 未命中
inspector-outcome-stored = 已存入
inspector-outcome-conflict = 冲突
inspector-outcome-gone = 已消失
inspector-outcome-done = 完成
inspector-outcome-failed = 失败
inspector-outcome-given-up = 放弃等待
inspector-operation-load = 加载这个键的记录。
inspector-operation-create = 用未使用过的键存入新的记录。
inspector-operation-replace = 比较并交换：记录仍是加载时的版本才替换。
inspector-operation-touch = 移动过期时间，其他都不变。
inspector-operation-delete = 删除这个键的记录。
inspector-operation-get = 读取缓存的条目。
inspector-operation-set = 在缓存里存入条目，覆盖原有的条目。
inspector-operation-add = 缓存里没有这个条目时存入。
inspector-operation-swap = 缓存的条目仍是预期的版本才替换。
inspector-note-conflict = 同一个会话的另一个请求先写入：记录现在是版本 { $version }。没有存入任何东西；修改会在那个版本上重做。
inspector-note-replayed = 修改已在版本 { $version } 上重做，两个请求都没有丢失。
inspector-note-overwrites = 另一个请求先写入：记录是版本 { $version }。这个浏览器关闭了重做（lab.replay），所以下一次调用会覆盖那个请求的修改。
inspector-note-gone = 另一个请求在此期间结束了会话。没有存入任何东西，会话维持结束，访客会看到错误页。
inspector-note-brought-back = 另一个请求在此期间结束了会话。这个浏览器关闭了重做（lab.replay），所以这个请求会重新创建会话。
inspector-note-tombstone = 墓碑记录替换这个会话，保留五分钟。较慢的请求无法恢复会话；对旧 cookie 的响应既不会删除、也不会覆盖较新的 cookie。
inspector-note-given-up = 请求没有等到这次调用结束。

inspector-step-session = 前后的会话数据
inspector-session-empty = 之前没有数据，之后也没有。
inspector-session-before = 之前：{ $bytes } 字节。
inspector-session-after = 之后：{ $bytes } 字节。
inspector-session-large = 会话太大，这份列表没有保存。
inspector-before = 之前
inspector-after = 之后
inspector-kind-added = 新增
inspector-kind-changed = 修改
inspector-kind-removed = 删除
inspector-kind-same = 不变
inspector-key-expiry = 由框架写入：set_expiry 的值。数字是秒数，0 是关闭浏览器时，文本是日期和时间。
inspector-key-key-expiries = 由框架写入：有自己的过期时间的键（自 1970 年起的毫秒数）。
inspector-key-since = 由框架写入：创建会话或登录的时间（自 1970 年起的秒数），供绝对期限使用。

inspector-step-record = 保存的记录
inspector-record-now = 在这次往返之后，现在读取的。
inspector-place-store = 在存储后端里
inspector-place-cache = 在缓存里
inspector-place-database = 在数据库里
inspector-place-nothing = 没有记录。
inspector-place-row = 数据表 { $table } 的一行
inspector-place-file = 一个文件
inspector-place-entry = 缓存的一个条目（{ $backend }）
inspector-place-cookie = cookie 本身的内容；服务器上没有保存任何东西
inspector-place-text = 文本依次是版本、过期时间（自 1970 年起的微秒数）与数据。
inspector-place-lives = 缓存最多再保留 { $seconds } 秒。
inspector-place-lives-unknown = 缓存不会报告还要保留多久。

inspector-step-end = 会话何时过期
inspector-end-left = 这次往返之后 { $length }
inspector-end-none = 没有会话。
inspector-end-cookie-kept = 这个响应没有设置会话的 cookie：浏览器保留原有的 cookie，过期时间也不变。如果您修改了设置，cookie 会在下一次写入时更新。
inspector-end-browser = cookie 没有过期时间：浏览器关闭时会删除它。服务器不知道那是什么时候，所以记录保留到这个时间。
inspector-rule-own-seconds = 由 set_expiry({ $seconds }) 设置：最后一次修改之后过这么多秒。
inspector-rule-own-browser-close = 由 set_expiry(0) 设置：关闭浏览器时。服务器保留记录 session.cookie_age，也就是 { $seconds } 秒。
inspector-rule-own-moment = 由 set_expiry 以日期和时间或一段时间设置：修改不会延长。
inspector-rule-cookie-age = 由 session.cookie_age 设置：最后一次修改之后 { $seconds } 秒。打开 session.save_every_request 时，每个请求都算一次修改。
inspector-rule-anonymous-age = 由 session.anonymous_age 设置，因为没有人登录：最后一次修改之后 { $seconds } 秒。
inspector-rule-absolute = 由 session.absolute_age 设置：开始或登录之后 { $seconds } 秒，修改不会延长。

inspector-step-cookie-out = 响应的 cookie
inspector-out-none = 响应没有设置会话的 cookie：浏览器保留原有的。
inspector-out-removed = 删除
inspector-attribute-length = 也就是 { $length }。
inspector-attribute-max-age = 浏览器从现在起保留 { $seconds } 秒。若同时有 Expires，以 Max-Age 为准。
inspector-attribute-max-age-over = 立即过期：浏览器删除这个 cookie。
inspector-attribute-no-max-age = 也没有 Expires：cookie 在关闭浏览器时过期。
inspector-attribute-expires-alone = 没有，因此以 Expires 为准。
inspector-attribute-expires = 以日期表示同一个时间，给不认识 Max-Age 的浏览器。
inspector-attribute-expires-past = 过去的日期会让每一种浏览器删除 cookie。
inspector-attribute-no-expires = 没有过期日期。
inspector-attribute-path-all = 请求这台主机的每个路径都会带上。
inspector-attribute-path = 只有请求 { $path } 和下面的路径才会带上。
inspector-attribute-no-path = 只有请求设置它的网址所在的目录才会带上。
inspector-attribute-domain = 会发给 { $domain } 和下面的所有主机。
inspector-attribute-no-domain = 只发给设置它的主机，不发给子域名。
inspector-attribute-secure = 只通过 HTTPS 发送。
inspector-attribute-no-secure = 也会通过未加密的 HTTP 发送，别人可能读到。
inspector-attribute-http-only = 页面里的脚本无法从 document.cookie 看到它。
inspector-attribute-no-http-only = 页面里的每个脚本都能从 document.cookie 读到它。
inspector-attribute-same-site-strict = 从其他网站开始的请求一律不带上，点链接也不带上。
inspector-attribute-same-site-lax = 从其他网站通过链接或 GET 表单打开页面时会带上；POST 表单、图片和内嵌框架则不会。
inspector-attribute-same-site-none = 从任何网站开始的请求都会带上，包括表单和图片。浏览器只在同时有 Secure 时接受。
inspector-attribute-no-same-site = 多数浏览器会采用 Lax。
