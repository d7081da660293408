### 实验室的设置：会话的每一项设置，只给一个浏览器。

lab-settings-lede = 会话的每一项设置，都可以照您的意思来。只对这个浏览器的请求有效：您的选择放在一个签名过的 cookie“lab_settings”里，不会影响任何人。
lab-settings-not-saved = 什么都没有修改。请看一下：
lab-settings-quick = 常做的实验
lab-settings-quick-about = 点一下，改一项设置。填色的按钮是目前的设置；每一页底部的查看器会显示它带来什么。
lab-settings-reset = 还原成网站的设置
lab-settings-save = 在这个浏览器使用这些设置
lab-settings-site = 网站的设置：
lab-settings-site-nothing = 空白
lab-settings-toggled = 您的不同
lab-settings-in-django = 与 Django 相同

## 会话怎么办
lab-settings-keep = 改到别处找会话时，您现有的怎么办
lab-settings-keep-about = 换了引擎、缓存或数据库，或是换了 cookie 的名称、路径、域名或内容，就找不到您现在的会话了。请选择要怎么处理它。
lab-settings-carry = 带过去
lab-settings-carry-about = 同样的数据用新的键存到新的地方，cookie 立即设置，旧的会话就此结束。购物车和登录都还在。
lab-settings-afresh = 重新开始，和 Django 一样
lab-settings-afresh-about = 什么都不做。旧的 cookie 拿到新的地方，那里没有这个会话（同一个数据库上的 db 和 cached_db 共用一张数据表，所以认得），于是您从空的开始。旧的留在原处，直到过期。
lab-settings-back = 回到留在那里的那一个
# $places 是引擎列表，括号里是缓存和数据库。
lab-settings-back-about = 这个浏览器把会话留在：{ $places }。换回其中之一，它就又是您的。
lab-settings-back-nothing = 这个浏览器还没有在任何地方留下会话。请先在另一个引擎重新开始，再回来。
lab-settings-saved = 好了。从下一个请求起，这些设置在这个浏览器生效。
lab-settings-saved-afresh = 好了。旧的会话留在原处；新的设置从下一个请求起生效。
lab-settings-saved-nothing = 好了。没有可以带过去的会话。
lab-settings-saved-carried = 好了。您的会话已用新的键带到 { $place }，旧的已经结束。
lab-settings-saved-back = 好了。您回到了这个浏览器留在 { $place } 的会话。
lab-settings-nothing-left = 这个浏览器没有在 { $place } 留下会话。请改选别的。
lab-settings-left-is-over = 这个浏览器留在 { $place } 的会话已经结束。请改选别的。
# $reason 是会话框架的英文消息。
lab-settings-failed = 会话搬不过去，所以什么都没有修改：{ $reason }。您可以重新开始。
lab-settings-too-large = 会话在那里会占 { $bytes } 字节，只允许 { $limit }；所以什么都没有修改。您可以重新开始。
lab-settings-lost-domain = 这个浏览器在 { $host }，不会收下给 { $domain } 的 cookie：您的会话会丢失，所以什么都没有修改。想看看会怎样，请选择重新开始。
lab-settings-lost-secure = 这一页是以普通 HTTP 传来的，这个浏览器不会收下 Secure 的 cookie：您的会话会丢失，所以什么都没有修改。想看看会怎样，请选择重新开始。

## 哪里不对
lab-settings-one-of = 可以是：{ $allowed }。
lab-settings-from-to = 可以是 { $least } 到 { $most } 的整数。
lab-settings-name-allowed = 可以用英文字母、数字和 !#$%&'*+-.^_`|~ 这些符号。以 __Secure- 开头的名称需要 cookie_secure = true；以 __Host- 开头的还需要 cookie_path = / 且没有 cookie_domain。
lab-settings-name-taken = 商店的其他 cookie 已用了这个名称：csrftoken，以及所有以 lab_ 开头的。请换一个。
lab-settings-path-allowed = 以 / 开头，只能有可见的 ASCII 字符，没有 ; 也没有空格。
lab-settings-domain-allowed = 由英文字母、数字、点和连字符组成的主机名，或留空表示只有这台主机。
# $reason 是存储后端的英文消息。
lab-settings-unreachable = 这里不能用：{ $reason }
lab-settings-silent = 这里不能用：它没有响应。

## 会话放在哪里
lab-settings-store = 会话放在哪里
lab-settings-engine = 由五个引擎中的哪一个保管会话。
lab-settings-engine-db = 数据库的数据表里，一个会话一行。
lab-settings-engine-file = 一个会话一个文件，以键命名。
lab-settings-engine-cache = 只在缓存里：快，但缓存重启就没了。从较旧的快照重启的 Redis 会让已结束的会话再次出现。
lab-settings-engine-cached-db = 同时写入缓存和数据库，读取时先问缓存。内存缓存只供一个进程使用。
lab-settings-engine-signed-cookies = 数据本身就在 cookie 里；服务器什么都不留。
lab-settings-cache-alias = cache 和 cached_db 引擎使用哪一个已配置的缓存。
lab-settings-cache-memory = 这个服务器进程的内存。
lab-settings-cache-redis = Redis 服务器。
lab-settings-cache-memcached = Memcached 服务器。
lab-settings-database = db 和 cached_db 引擎使用哪一个已配置的数据库；不一定是商店的那一个。
lab-settings-database-default = 商店自己的数据库。
lab-settings-enabled = 关掉就没有会话：没有购物车，不能登录。这一页仍然能用。

## 会话何时结束
lab-settings-expiry = 会话何时结束
lab-settings-cookie-age = 最后一次修改之后几秒，会话结束。
lab-settings-browser-close = cookie 既没有 Max-Age 也没有 Expires，所以关闭浏览器时就忘了它。
lab-settings-every-request = 每个请求都保存会话并设置 cookie，于是时间从最后一次访问算起，而不是最后一次修改。
lab-settings-absolute-age = 从开始或登录算起，几秒之后会话无论如何都结束；0 表示永不。

## cookie
lab-settings-cookie = cookie
lab-settings-cookie-name = 浏览器以什么名称保存这个 cookie。
lab-settings-cookie-path = 浏览器只把 cookie 送到这个路径和它下面；在别处您就没有会话。
lab-settings-cookie-domain = 浏览器把 cookie 送到这个域名和它下面的域名；空白表示只有这台主机。
lab-settings-cookie-secure = 浏览器只通过 HTTPS 发送 cookie。大多数浏览器对自己这台电脑（localhost）例外。
lab-settings-cookie-httponly = 页面里的脚本看不到这个 cookie：document.cookie 不会提到它。
lab-settings-cookie-samesite = 从别的网站开始的请求，哪些会带着 cookie。
lab-settings-samesite-strict = 都不带。
lab-settings-samesite-lax = 打开页面的链接会带，表单不带。
lab-settings-samesite-none = 全都带；浏览器要求同时有 Secure。
lab-settings-cookie-content = 对 cookie 的内容做什么。用 signed_cookies 时内容是会话的数据，否则是它的键。
lab-settings-content-signed = 签名：看得到，改不了。
lab-settings-content-private = 加密：看不到，也改不了。

## 限制
lab-settings-limits = 限制
lab-settings-max-bytes = 一个会话的数据最多可占的字节；超过的修改会被拒绝，旧的数据仍在。
lab-settings-store-timeout = 存储后端最多可以用几毫秒响应，超过就给您 503 页面。
lab-settings-own-switch = 实验室自己的开关
lab-settings-replay = 若另一个请求更快，就把这个请求对会话做的事重做一次，什么都不会丢失。关掉就是最后写的人赢，和大多数框架一样。

## 只属于网站的
lab-settings-fixed = 哪些设置不能由浏览器自己决定
lab-settings-fixed-key-prefix = 它决定整个网站的会话在缓存里叫什么名字。若您有自己的，就可能去找别的访客的数据，而且每一个新的都占内存。
lab-settings-fixed-file-path = 服务器上的文件夹。浏览器不可以决定服务器把文件写到哪里。
lab-settings-fixed-sweep-interval = 清扫程序为整个服务器工作，清除所有人过期的会话，不只是您的。
lab-settings-fixed-secret-key = 它为所有人的 cookie 签名，不给任何人看。实验室关于密钥泄露的课程用的是另一把。
