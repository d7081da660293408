### The lab’s plain cookies: the page, and the lessons of letter B that use its parts.

lab-cookies-lede = 这一页不使用会话：服务器发送您填写的 cookie，下一个请求会显示浏览器怎么处理它。
lab-cookies-set = 设置 cookie
lab-cookies-key = key（名称）
lab-cookies-value = value（值）
lab-cookies-max-age-hint = 秒数。0 或更小：立即过期。
lab-cookies-expires-hint = UTC 时间。
lab-cookies-domain-hint = 当前主机是 { $host }。留空：只发给这台主机。
lab-cookies-samesite-absent = 不设置
lab-cookies-set-button = 发送这个 cookie
lab-cookies-in-rust = Rust 写法
lab-cookies-in-django = Django 写法

lab-cookies-name-reserved = { $name } 是商店或实验室使用的名称，这里不能用。这一页的 cookie 名称都以 { $prefix } 开头。
lab-cookies-name-wrong = 名称只能用英文字母、数字和 -、_ 之类的符号；不能有空格、= 或 ;。
lab-cookies-value-wrong = cookie 的值里不能有 { $character }（RFC 6265bis）。写成 { $encoded } 就可以。
lab-cookies-value-percent = % 后面的字节不是 UTF-8 文本，服务器无法解码。
lab-cookies-max-age-wrong = 请输入秒数，必须是整数，最多十位数。
lab-cookies-expires-wrong = 请输入 1601 年以后的日期和时间。
lab-cookies-path-wrong = 路径要以 / 开头，不能有空格或 ;，最多 1,024 个字符。浏览器会忽略其他的路径。
lab-cookies-domain-wrong = 域名是主机的名称，例如 example.com，不含协议和端口。
lab-cookies-samesite-wrong = 可以是 Strict、Lax、None，或留空。
lab-cookies-too-many = 这里最多同时有 { $most } 个 cookie，请先删除几个。

lab-cookies-happened = 发生了什么
lab-cookies-nothing-yet = 还没有结果。发送一个 cookie，这里就会显示服务器发送了什么、浏览器发回了什么。
lab-cookies-server-sent = 服务器发出
lab-cookies-header-set = Set-Cookie:
lab-cookies-piece-by-piece = 各部分
lab-cookies-browser-sent = 浏览器发回
lab-cookies-header = Cookie:
lab-cookies-script-sees = 页面上的脚本看到
lab-cookies-script-nothing = （什么都没有：document.cookie 是空的）
lab-cookies-script-off = 脚本没有运行。请在开发者工具（F12）的控制台输入 document.cookie。
lab-cookies-back = 已发回
lab-cookies-not-back = 没有发回
lab-cookies-not-sent = 还没发送

lab-cookies-means-pair = 名称和值：合计 { $bytes } 字节，上限 { $most }。浏览器只发回这个部分。
lab-cookies-means-max-age = 收到之后 { $seconds } 秒过期。
lab-cookies-means-max-age-over = 已经过期：浏览器会删除已保存的这个 cookie。
lab-cookies-means-expires = 按浏览器的时钟，在这个日期和时间过期。
lab-cookies-means-expires-ignored = 忽略：两个都有的时候，以 Max-Age 为准。
lab-cookies-means-no-end = 没有 Max-Age 也没有 Expires：关闭浏览器时过期。
lab-cookies-means-path = 请求 { $path } 和下面的路径时会带上。
lab-cookies-means-no-path = 没有 Path：浏览器采用设置它的网址所在的目录，也就是 { $path } 和下面的路径。
lab-cookies-means-domain = 会发给 { $domain } 和下面的每台主机。
lab-cookies-means-no-domain = 没有 Domain：只发给这台主机。
lab-cookies-means-secure = 只通过 HTTPS 发送。多数浏览器对 localhost 例外。
lab-cookies-means-no-secure = 没有 Secure：也会通过未加密的 HTTP 发送，别人可能读到。
lab-cookies-means-httponly = 页面上的脚本不能读取，也不能修改。
lab-cookies-means-no-httponly = 没有 HttpOnly：页面上的每个脚本都能读取和修改。
lab-cookies-means-strict = 只有从这个网站开始的请求才会带上。
lab-cookies-means-lax = 从其他网站点链接过来时会带上，其他网站的表单和图片则不会。
lab-cookies-means-none = 每个请求都会带上，包括其他网站引起的请求。必须同时有 Secure。
lab-cookies-means-no-samesite = 没有 SameSite：Chrome 当作 Lax，其他浏览器可能当作 None。

lab-cookies-fate-came-back = 浏览器已保存这个 cookie，并随这个请求发来。
lab-cookies-fate-changed = 发回来的值不同：脚本或访客改过它，或者有另一个同名的 cookie。
lab-cookies-fate-too-large = 浏览器拒收：名称和值超过 4,096 字节。
lab-cookies-fate-over = 收到时已经过期：浏览器删除了它，或没有保存。
lab-cookies-fate-other-host = 浏览器拒收：{ $host } 不是 { $domain } 的主机。主机只能为自己和自己所属的域名设置 cookie。对浏览器来说，127.0.0.1 和 localhost 是两台主机。
lab-cookies-fate-none-not-secure = 浏览器拒收：SameSite=None 必须同时有 Secure。
lab-cookies-fate-not-secure = 浏览器拒收：通过未加密的 HTTP 设置 Secure。
lab-cookies-fate-ended = 已经过期：浏览器删除了它。
lab-cookies-fate-other-path = 浏览器只在 { $path } 使用它，不会发到这里。
lab-cookies-fate-gone = 浏览器没有这个 cookie：已被删除、浏览器关闭过，或浏览器不接受 cookie。

lab-cookies-experiments = 测试您的浏览器
lab-cookies-experiments-about = 每个按钮会发送一个准备好的 cookie，结果显示在“发生了什么”下面。
lab-cookies-two-ends = 同时有 Max-Age 和 Expires
lab-cookies-two-ends-about = 两个属性都有时，以 Max-Age 为准（RFC 6265）。有些教程说以 Expires 为准。用两个属性互相矛盾的 cookie，就能看出浏览器怎么做。
lab-cookies-try-stays = Max-Age 一小时后，Expires 在 1970 年
lab-cookies-try-goes = Max-Age 为 0，Expires 在 2099 年
lab-cookies-places = Path 与 Domain
lab-cookies-places-about = 浏览器只在 Path 和 Domain 允许时发送 cookie。这一页在 /lab/cookies，另外还有一页：
lab-cookies-elsewhere-link = 发到 /lab/cookies/elsewhere 的 cookie
lab-cookies-try-path = Path={ $path }
lab-cookies-try-domain = Domain={ $domain }
lab-cookies-scripts = HttpOnly
lab-cookies-scripts-about = 两个 cookie，只差在 HttpOnly：服务器两个都收得到，脚本只看得到一个。
lab-cookies-try-open = 没有 HttpOnly
lab-cookies-try-hidden = 有 HttpOnly

lab-cookies-kept = 这一页发给您的 cookie
lab-cookies-kept-about = 要删除 cookie，服务器会再发一次，值为空，日期是过去的日期。名称、Domain 和 Path 都相同，浏览器才会替换原来的 cookie。
lab-cookies-none = 目前没有。
lab-cookies-not-ours = 不是从这里发出的
lab-cookies-not-ours-about = 由脚本或访客创建。请求里没有它的路径，所以删除时会尝试几个可能的路径。
lab-cookies-delete = 删除
lab-cookies-delete-all = 全部删除
lab-cookies-received = 这个请求的 cookie
lab-cookies-received-none = 这个请求没有带任何 cookie。
lab-cookies-read = 读取单个 cookie
lab-cookies-read-name = 它的名称
lab-cookies-read-button = 读取
lab-cookies-read-missing = 这个请求没有带来本页的 cookie { $name }。

lab-cookies-sizes = cookie 的大小上限
lab-cookies-sizes-about = 浏览器保存的 cookie，名称和值合计最多 4,096 字节。更大的 cookie 会被丢弃，没有错误消息，服务器也不会得知。
lab-cookies-size-button = 发送 { $bytes } 字节
lab-cookies-size-bytes = 名称和值合计
lab-cookies-size-number = { $bytes } 字节
lab-cookies-size-result = 浏览器
lab-cookies-size-unknown = 没有这个大小，请使用按钮。

lab-cookies-plan = 不要信任普通的 cookie
lab-cookies-plan-about = 商店把您的套餐保存在两个 cookie 里，一个没有签名，一个有签名。把两个都改成“gold”，看看商店接受哪一个。
lab-cookies-plan-plain = 没有签名
lab-cookies-plan-plain-name = lab_demo_plan
lab-cookies-plan-believed = 商店接受：您的套餐是“{ $plan }”。
lab-cookies-plan-signed = 有签名
lab-cookies-plan-signed-name = lab_demo_plan_signed
lab-cookies-plan-holds = 签名有效：您的套餐是“{ $plan }”。
lab-cookies-plan-refused = 拒收
lab-cookies-plan-refused-about = 签名与这段文字不符。只有持有服务器密钥的人，才能做出相符的签名。
lab-cookies-plan-none = 这个请求没有这个 cookie。
lab-cookies-plan-give = 给我 basic 套餐
lab-cookies-plan-field = 您想要的套餐
lab-cookies-plan-forge = 两个都伪造
lab-cookies-plan-by-hand = 自己动手：F12，Application（Firefox 是“存储”），Cookies；修改值，再刷新这一页。

lab-cookies-elsewhere-title = 另一个路径的页面
lab-cookies-elsewhere-lede = 这一页在 { $path }。Path 是这个路径的 cookie 只会发到这里，不会发到 /lab/cookies；Path=/lab/cookies 或 Path=/lab 的 cookie 两边都会发到。
lab-cookies-elsewhere-back = 回到 cookie 页
