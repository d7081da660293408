### 检视器：这个浏览器的每次往返，一步一步看。

inspector-lede = 这个浏览器最近的 50 次请求与响应，最新的在最上面。打开其中一条，就能跟着会话走一遍：从送进来的 Cookie，到送出去的 Cookie。别人看不到这些内容，而且看了也不会改变任何东西。
inspector-unknown = 这个浏览器没有这条往返。它可能比最近 50 条更早、列表已被清空、服务器重新启动过，或者它属于另一个浏览器。
inspector-nothing = 这里还没有任何内容。您打开商店的每一页都会记在这里。
inspector-to-shop = 前往商店
inspector-empty = 清空列表
inspector-json = 同样内容的 JSON
inspector-open = 打开这条往返
inspector-among-all = 在最近 50 条往返中查看
inspector-off = 会话已关闭（session.enabled = false）：没有人检查 Cookie，也没有询问任何存储。

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
inspector-summary-begun = 会话开始
inspector-summary-ended = 会话结束
inspector-summary-new-key = 换了新的 ID
inspector-summary-refused = 拒绝了 Cookie
inspector-summary-missing = 没有这个会话
inspector-summary-over = 会话已过期
inspector-summary-failed = 存储故障
inspector-summary-overwrote = 覆盖了另一个请求
inspector-summary-replayed = { $count ->
   *[other] 别的请求先写入：重做了 { $count } 次
}
inspector-summary-gone = 被另一个请求结束
inspector-summary-extended = 延长了期限
inspector-summary-same = 没有改变
inspector-summary-changed = 改变了：{ $keys }
inspector-summary-large = 会话很大

inspector-step-cookie-in = Cookie 送进来
inspector-cookie-none = 这个请求没有带任何 Cookie：对服务器来说，它来自陌生人。
inspector-cookie-session = 会话的 Cookie。
inspector-cookie-csrf = 保护表单用的秘密值，不是会话。
inspector-cookie-browser = 实验室给这个浏览器的编号，靠它找到这份列表。
inspector-cookie-toggles = 您在实验室另行设置的项目，附有签名。
inspector-cookie-other = 不是会话的 Cookie，框架不会看它。

inspector-step-signature = 签名是我们的吗？
inspector-signature-none = 没有送来会话名称的 Cookie，所以没有东西需要检查。
inspector-verdict-holds = 有效
inspector-verdict-refused = 拒绝
inspector-verdict-current = 以当前的密钥签名：内容和这台服务器送出时一样。
inspector-verdict-fallback = 以较旧的密钥签名，是 secret_key_fallbacks 的第 { $number } 个。它仍然有效；下次改变时会用当前的密钥做出新的 Cookie。
inspector-verdict-refused-why = 这个值不是用这台服务器的任何一个密钥做出来的：它被改过、截断、捏造，或是以另一个密钥、另一种 session.cookie_content 做的。它等于没有 Cookie，内容不会被采用。

inspector-step-key = 会话的 ID
inspector-key-came = 送进来
inspector-key-went = 送出去
inspector-key-none = 没有送来 ID。
inspector-key-found = 这个 ID 下有一个会话。
inspector-key-missing = 签名有效，但这个 ID 下没有会话：它已结束、被清除、存放在另一种引擎里，或被存储遗忘。
inspector-key-over = 签名有效，但会话在 { $moment } 就已过期。它可能还放在存储里，但不会再被使用。
inspector-key-failed = 存储没有响应，所以不知道这个 ID 下有没有会话。
inspector-key-not-asked = 签名有效；没有询问存储。
inspector-key-drawn = 第一次有东西需要记住，因此以新的 ID 开始了一个会话。
inspector-key-changed = 会话搬到了新的 ID，每次登录时都会这样：知道旧 ID 的人什么也得不到。
inspector-key-is-data = 使用 signed_cookies 时，ID 就是会话本身，所以每次改变都会产生另一个 ID。
inspector-key-ended = 会话已结束：这个 ID 再也打不开任何东西。

inspector-step-store = 询问了存储什么
inspector-store-none = 什么也没问：响应这个请求不需要存储。
inspector-outcome-hit = 找到了
inspector-outcome-miss = 不在
inspector-outcome-stored = 已存入
inspector-outcome-conflict = 冲突
inspector-outcome-gone = 已消失
inspector-outcome-done = 完成
inspector-outcome-failed = 失败
inspector-outcome-given-up = 放弃等待
inspector-operation-load = 取出 ID 下的记录。
inspector-operation-create = 以从未有人用过的 ID 存入新的记录。
inspector-operation-replace = 比较后交换：若记录仍是当初加载的版本，就以新内容取代它。
inspector-operation-touch = 移动会话的到期时间，其他都不变。
inspector-operation-delete = 删除 ID 下的记录。
inspector-operation-get = 向缓存询问它的键下的文本。
inspector-operation-set = 把文本放进缓存，不管原本有什么。
inspector-operation-add = 若缓存里没有东西，就把文本放进去。
inspector-operation-swap = 若缓存里的文本仍是预期的版本，就以新的文本取代它。
inspector-note-conflict = 同一个会话的另一个请求比较快：那里现在是版本 { $version }。没有存入任何东西；这个请求所做的事会在那个版本上重做一次。
inspector-note-replayed = 改变已在版本 { $version } 上重做，所以两个请求都算数。
inspector-note-overwrites = 另一个请求比较快：那里是版本 { $version }。这个浏览器关闭了重做（lab.replay），所以那个请求所做的事接着会被覆盖。
inspector-note-gone = 另一个请求在此期间结束了会话。没有存入任何东西，会话维持结束，并会告知访客。
inspector-note-brought-back = 另一个请求在此期间结束了会话。这个浏览器关闭了重做（lab.replay），所以会话又被带了回来。
inspector-note-tombstone = 墓碑记录取代了这个会话，保留五分钟：较慢的请求无法让它复活；携带旧 Cookie 的请求，其响应既不会删除、也不会覆盖较新的 Cookie。
inspector-note-given-up = 没有人等到这次调用结束。

inspector-step-session = 之前与之后的会话
inspector-session-empty = 之前会话里没有东西，之后也没有。
inspector-session-before = 之前：{ $bytes } 字节。
inspector-session-after = 之后：{ $bytes } 字节。
inspector-session-large = 会话太大，这份列表没有保留它。
inspector-before = 之前
inspector-after = 之后
inspector-kind-added = 新增
inspector-kind-changed = 改变
inspector-kind-removed = 移除
inspector-kind-same = 照旧
inspector-key-expiry = 框架自己的：set_expiry 收到的值。数字是秒数，0 是关闭浏览器时，文本是某个时刻。
inspector-key-key-expiries = 框架自己的：会自行到期的键，以及到期的时间（自 1970 年起的毫秒数）。
inspector-key-since = 框架自己的：会话开始或登录的时间（自 1970 年起的秒数），供绝对期限使用。

inspector-step-record = 记录实际存放的样子
inspector-record-now = 现在才查的，在这次往返之后。
inspector-place-store = 在存储里
inspector-place-cache = 在缓存里
inspector-place-database = 在数据库里
inspector-place-nothing = 那里没有东西。
inspector-place-row = 数据表 { $table } 的一行
inspector-place-file = 一个文件
inspector-place-entry = 缓存的一个条目（{ $backend }）
inspector-place-cookie = Cookie 本身的内容；服务器上什么也没有
inspector-place-text = 文本依次是版本、到期时间（自 1970 年起的微秒数）与数据。
inspector-place-lives = 缓存最多再保留 { $seconds } 秒。
inspector-place-lives-unknown = 缓存不会告知还要保留多久。

inspector-step-end = 会话何时结束
inspector-end-left = 这次往返之后 { $length }
inspector-end-none = 没有会结束的会话。
inspector-end-browser = Cookie 本身没有期限：浏览器关闭时就会忘记它。服务器看不到这件事，所以会把自己那一份保留到那时候。
inspector-rule-own-seconds = 依照 set_expiry({ $seconds })：最后一次改变之后的这么多秒。
inspector-rule-own-browser-close = 依照 set_expiry(0)：关闭浏览器时。服务器把自己那一份保留 session.cookie_age，也就是 { $seconds } 秒。
inspector-rule-own-moment = 依照 set_expiry 给的时刻或时间长度：到那一刻为止，不管期间发生什么。
inspector-rule-cookie-age = 依照设置 session.cookie_age：最后一次改变之后 { $seconds } 秒。开启 session.save_every_request 时，每个请求都算一次改变。
inspector-rule-absolute = 依照设置 session.absolute_age：开始或登录之后 { $seconds } 秒，不管访客多么忙碌。

inspector-step-cookie-out = Cookie 送出去
inspector-out-none = 响应没有提到会话的 Cookie：浏览器保留它原有的。
inspector-out-removed = 移除
inspector-attribute-length = 也就是 { $length }。
inspector-attribute-max-age = 从现在起保留 { $seconds } 秒。若同时有 Expires，以 Max-Age 为准。
inspector-attribute-max-age-over = 立刻到期：要浏览器忘记这个 Cookie。
inspector-attribute-no-max-age = 也没有 Expires：Cookie 只到浏览器关闭为止。
inspector-attribute-expires-alone = 没有，因此以 Expires 为准。
inspector-attribute-expires = 以日期表示同一个期限，给不认得 Max-Age 的浏览器。
inspector-attribute-expires-past = 过去的日期：这样每一种浏览器都知道要忘记 Cookie。
inspector-attribute-no-expires = 没有到期的日期。
inspector-attribute-path-all = 送往这台主机的每个网址都会附上。
inspector-attribute-path = 只有送往 { $path } 及其下的网址才会附上。
inspector-attribute-no-path = 只有和设置它的网址同一层的网址才会附上。
inspector-attribute-domain = 送往 { $domain } 及其下所有主机时都会附上。
inspector-attribute-no-domain = 只送回设置它的那台主机，不送往它的子域名。
inspector-attribute-secure = 只通过 HTTPS 传送。
inspector-attribute-no-secure = 也会通过未加密的 HTTP 传送，途中可能被窃听。
inspector-attribute-http-only = 页面里的脚本无法从 document.cookie 看到它。
inspector-attribute-no-http-only = 页面里的每个脚本都能从 document.cookie 读到它。
inspector-attribute-same-site-strict = 从别的网站过来时一律不附上，连点链接也不附。
inspector-attribute-same-site-lax = 从别的网站点链接过来时会附上，但它的表单和图片不会。
inspector-attribute-same-site-none = 从任何网站都会附上，包括表单和图片。浏览器只在同时有 Secure 时才接受。
inspector-attribute-no-same-site = 多数浏览器会当作 Lax 处理。
