### The lab’s plain cookies: the page, and the lessons of letter B that use its parts.

lab-cookies-lede = 这里没有会话：服务器发出的正是您要的那个 cookie，下一个请求就看得出浏览器怎么处理它。
lab-cookies-set = 设一个 cookie
lab-cookies-key = key（名称）
lab-cookies-value = value（值）
lab-cookies-max-age-hint = 秒数。0 或更小：立刻到期。
lab-cookies-expires-hint = UTC 时间。
lab-cookies-domain-hint = 您现在在 { $host }。留空：只给这台主机。
lab-cookies-samesite-absent = 不写
lab-cookies-set-button = 发送这个 cookie
lab-cookies-in-rust = 用 Rust
lab-cookies-in-django = 用 Django

lab-cookies-name-reserved = { $name } 是商店或实验室自己的，不能拿来试。在这里做的 cookie 名称都以 { $prefix } 开头。
lab-cookies-name-wrong = 名称只能用英文字母、数字和 -、_ 之类的符号；不能有空格、= 或 ;。
lab-cookies-value-wrong = cookie 的值里不能有 { $character }（RFC 6265bis）。写成 { $encoded } 就可以。
lab-cookies-value-percent = 其中 % 后面的不是 UTF-8 文字，没有服务器读得懂。
lab-cookies-max-age-wrong = 请填秒数，整数，最多十位。
lab-cookies-expires-wrong = 请填 1601 年以后的日期和时间。
lab-cookies-path-wrong = 路径要以 / 开头，不能有空格或 ;，最多 1,024 个字符。其他的浏览器都不理。
lab-cookies-domain-wrong = 域名是主机的名称，例如 example.com，不含网址和端口。
lab-cookies-samesite-wrong = 可以是 Strict、Lax、None，或留空。
lab-cookies-too-many = 在这里最多同时有 { $most } 个 cookie。请先删掉几个。

lab-cookies-happened = 发生了什么
lab-cookies-nothing-yet = 还没有：发送一个 cookie，往返两边就会出现在这里。
lab-cookies-server-sent = 服务器发出
lab-cookies-header-set = Set-Cookie:
lab-cookies-piece-by-piece = 一段一段看
lab-cookies-browser-sent = 浏览器发回
lab-cookies-header = Cookie:
lab-cookies-script-sees = 页面上的脚本看到
lab-cookies-script-nothing = （什么都没有：document.cookie 是空的）
lab-cookies-script-off = 脚本没有运行。请在开发者工具（F12）的控制台输入 document.cookie。
lab-cookies-back = 有发回
lab-cookies-not-back = 没有发回
lab-cookies-not-sent = 还没发送

lab-cookies-means-pair = 名称和值，一共 { $bytes } 字节；最多 { $most }。浏览器发回来的就只有这些。
lab-cookies-means-max-age = 收到之后 { $seconds } 秒到期。
lab-cookies-means-max-age-over = 已经到期：浏览器会删掉它手上的这一个。
lab-cookies-means-expires = 按浏览器的时钟，到这一刻为止。
lab-cookies-means-expires-ignored = 不算数：两个都写的时候，以 Max-Age 为准。
lab-cookies-means-no-end = 没有 Max-Age 也没有 Expires：关闭浏览器就结束。
lab-cookies-means-path = 请求 { $path } 和它下面的一切时会带上。
lab-cookies-means-no-path = 没有 Path：就是设它的那个网址所在之处，{ $path } 和它下面。
lab-cookies-means-domain = 发给 { $domain } 和它下面的每台主机。
lab-cookies-means-no-domain = 没有 Domain：只发给这台主机。
lab-cookies-means-secure = 只经由 HTTPS 发送；对自己这台电脑，浏览器还是会发。
lab-cookies-means-no-secure = 没有 Secure：普通的 HTTP 也会发，别人读得到。
lab-cookies-means-httponly = 页面上的脚本不能读也不能改。
lab-cookies-means-no-httponly = 没有 HttpOnly：页面上每个脚本都能读、能改。
lab-cookies-means-strict = 只有从这个网站发出的请求才会带上。
lab-cookies-means-lax = 从别的网站来时，点链接打开页面会带上，别人的表单和图片不会。
lab-cookies-means-none = 每个请求都带上，连别的网站引起的也是；一定要同时有 Secure。
lab-cookies-means-no-samesite = 没有 SameSite：现在的 Chrome 当作 Lax；其他浏览器可能当作 None。

lab-cookies-fate-came-back = 浏览器留着它，并随这个请求发来了。
lab-cookies-fate-changed = 发回来的是另一个值：脚本或它的主人改过它，或者另有一个同名的 cookie。
lab-cookies-fate-too-large = 浏览器拒收：名称和值超过 4,096 字节。
lab-cookies-fate-over = 送到时已经到期：浏览器删掉了它，或根本没有留下。
lab-cookies-fate-other-host = 浏览器拒收：{ $host } 不是 { $domain } 的主机。主机只能给自己和自己所属的域设 cookie，不能给陌生人；对浏览器来说，就连 127.0.0.1 和 localhost 也是两台主机。
lab-cookies-fate-none-not-secure = 浏览器拒收：SameSite=None 一定要有 Secure。
lab-cookies-fate-not-secure = 浏览器拒收：在普通的 HTTP 上设 Secure。
lab-cookies-fate-ended = 时间到了：浏览器已经忘了它。
lab-cookies-fate-other-path = 浏览器把它留给 { $path }，不会发到这里。
lab-cookies-fate-gone = 浏览器手上没有它：在那边被删了、浏览器关过了，或者它不收 cookie。

lab-cookies-experiments = 问您的浏览器
lab-cookies-experiments-about = 每个按钮都发送一个已经填好的 cookie。答案在“发生了什么”下面。
lab-cookies-two-ends = 同时写 Max-Age 和 Expires
lab-cookies-two-ends-about = 文档 4 说以 Expires 为准。浏览器遵循的是 RFC 6265，以 Max-Age 为准。用两个期限互相矛盾的 cookie，就看得出谁对。
lab-cookies-try-stays = Max-Age 一小时后，Expires 在 1970 年
lab-cookies-try-goes = Max-Age 是 0，Expires 在 2099 年
lab-cookies-places = Path 和 Domain
lab-cookies-places-about = cookie 只去它的 Path 和 Domain 允许的地方。这一页在 /lab/cookies；另外还有一页可以看：
lab-cookies-elsewhere-link = 发到 /lab/cookies/elsewhere 的有哪些
lab-cookies-try-path = Path={ $path }
lab-cookies-try-domain = Domain={ $domain }
lab-cookies-scripts = HttpOnly
lab-cookies-scripts-about = 两个 cookie，只差在 HttpOnly：服务器两个都收得回来，脚本只看得到一个。
lab-cookies-try-open = 没有 HttpOnly
lab-cookies-try-hidden = 有 HttpOnly

lab-cookies-kept = 在这里发给您的 cookie
lab-cookies-kept-about = 要删除 cookie，服务器就把它再发一次，内容是空的，日期早已过去。名称、Domain 和 Path 都相同，浏览器才认得是同一个。
lab-cookies-none = 目前没有。
lab-cookies-not-ours = 不是从这里发出的
lab-cookies-not-ours-about = 是页面上的脚本或它的主人做的。它在哪个路径上，请求里没有说，所以删除时会试几个可能的路径。
lab-cookies-delete = 删除
lab-cookies-delete-all = 全部删除
lab-cookies-received = 这个请求的 cookie
lab-cookies-received-none = 这个请求没有带任何 cookie。
lab-cookies-read = 读一个
lab-cookies-read-name = 它的名称
lab-cookies-read-button = 读取
lab-cookies-read-missing = 这个请求没有带来本页的 cookie { $name }。

lab-cookies-sizes = 一个 cookie 装得下多少
lab-cookies-sizes-about = 浏览器留的 cookie，名称和值合计最多 4,096 字节。多一个字节就一声不响地丢掉，服务器永远不会知道。
lab-cookies-size-button = 发送 { $bytes } 字节
lab-cookies-size-bytes = 名称和值合计
lab-cookies-size-number = { $bytes } 字节
lab-cookies-size-result = 浏览器
lab-cookies-size-unknown = 没有这个大小。请从按钮里选一个。

lab-cookies-plan = 永远别相信普通的 cookie
lab-cookies-plan-about = 商店把您付了哪个套餐记在 cookie 里，一个不加签名，一个加了签名。把两个都改成“gold”，看看商店相信哪个。
lab-cookies-plan-plain = 没有签名
lab-cookies-plan-plain-name = lab_demo_plan
lab-cookies-plan-believed = 商店相信：您的套餐是“{ $plan }”。
lab-cookies-plan-signed = 有签名
lab-cookies-plan-signed-name = lab_demo_plan_signed
lab-cookies-plan-holds = 签名相符：您的套餐是“{ $plan }”。
lab-cookies-plan-refused = 拒收
lab-cookies-plan-refused-about = 这个签名不属于这段文字。没有服务器的密钥，谁也做不出相符的签名。
lab-cookies-plan-none = 没有收到这个 cookie。
lab-cookies-plan-give = 给我 basic 套餐
lab-cookies-plan-field = 您想要的套餐
lab-cookies-plan-forge = 两个都伪造
lab-cookies-plan-by-hand = 自己动手：F12，Application（Firefox 是“存储”），Cookies；改掉值，再重新加载这一页。

lab-cookies-elsewhere-title = 别处的一页
lab-cookies-elsewhere-lede = 这一页在 { $path }。Path 是这里的 cookie 会发到这里，不会发到 /lab/cookies；Path=/lab/cookies 或 Path=/lab 的，两边都会发到。
lab-cookies-elsewhere-back = 回到 cookie 页
