### 实验室的设置：会话的每一项设置，只给一个浏览器。

lab-settings-lede = 您可以只为这个浏览器修改任何一项会话设置。您的选择保存在有签名的 cookie“lab_settings”里，不会影响别人。
lab-settings-not-saved = 什么都没有修改，请更正这些字段：
lab-settings-quick = 常做的实验
lab-settings-quick-about = 每个按钮修改一项设置。填色的按钮是当前的值；每一页底部的查看器会显示效果。
lab-settings-reset = 使用网站的设置
lab-settings-save = 在这个浏览器使用这些设置
lab-settings-site = 网站的值：
lab-settings-site-nothing = 空白
lab-settings-toggled = 在这里修改过
lab-settings-in-django = 与 Django 相同

## 会话怎么办
lab-settings-keep = 您的会话要怎么处理
lab-settings-keep-about = 修改引擎、缓存或数据库，或是 cookie 的名称、路径、域名或内容之后，服务器就找不到您现在的会话。请选择要怎么处理。
lab-settings-carry = 迁移过去
lab-settings-carry-about = 服务器用新的键把数据复制到新的存储后端，立即设置 cookie，并结束旧的会话。购物车和登录都保留。
lab-settings-afresh = 重新开始，和 Django 一样
lab-settings-afresh-about = 服务器什么都不做。新的存储后端没有旧 cookie 的会话，所以您会得到空的会话。旧的留在原处，直到过期。（db 和 cached_db 使用同一个数据库时共用一张数据表，所以找得到。）
lab-settings-back = 回到之前的会话
# $places 是引擎列表，括号里是缓存和数据库。
lab-settings-back-about = 这个浏览器留下的会话在：{ $places }。换到其中之一，就会再使用那个会话。
lab-settings-back-nothing = 这个浏览器还没有在其他存储后端留下会话。请先用另一种引擎重新开始，再回来。
lab-settings-saved = 已保存。从下一个请求起，这些设置在这个浏览器生效。
lab-settings-saved-afresh = 已保存。旧的会话没有修改；新的设置从下一个请求起生效。
lab-settings-saved-nothing = 已保存。没有可以迁移的会话。
lab-settings-saved-carried = 已保存。您的会话已用新的键迁移到 { $place }，旧的已经结束。
lab-settings-saved-back = 已保存。您再次使用这个浏览器留在 { $place } 的会话。
lab-settings-nothing-left = 这个浏览器没有在 { $place } 留下会话，请选择其他选项。
lab-settings-left-is-over = 这个浏览器留在 { $place } 的会话已经不存在，请选择其他选项。
# $reason 是会话框架的英文消息。
lab-settings-failed = 无法迁移会话，所以什么都没有修改：{ $reason }。您可以重新开始。
lab-settings-too-large = 会话在那里需要 { $bytes } 字节，上限是 { $limit }，所以什么都没有修改。您可以重新开始。
lab-settings-lost-domain = 这个浏览器的主机是 { $host }，不会接受 { $domain } 的 cookie。您的会话会丢失，所以什么都没有修改。想看看会怎么样，请选择重新开始。
lab-settings-lost-secure = 这一页是通过未加密的 HTTP 加载的，浏览器不会接受 Secure 的 cookie。您的会话会丢失，所以什么都没有修改。想看看会怎么样，请选择重新开始。

## 哪里不对
lab-settings-one-of = 可以使用的值：{ $allowed }。
lab-settings-from-to = 请输入 { $least } 到 { $most } 的整数。
lab-settings-name-allowed = 可以用英文字母、数字和 !#$%&'*+-.^_`|~ 这些符号。以 __Secure- 开头的名称需要 cookie_secure = true；以 __Host- 开头的还需要 cookie_path = / 且没有 cookie_domain。
lab-settings-name-taken = 商店的其他 cookie 使用这样的名称：csrftoken，以及所有以 lab_ 开头的名称。请换一个。
lab-settings-path-allowed = 以 / 开头，只能有可见的 ASCII 字符，不能有 ; 和空格。
lab-settings-domain-allowed = 由英文字母、数字、点和连字符组成的主机名；留空表示只有这台主机。
lab-settings-domain-own-machine = 只能在您自己的电脑上设置（localhost 或 127.0.0.1）：在其他主机上，设置域名会把您的会话发送给同一域名下的其他主机。
# $reason 是存储后端的英文消息。
lab-settings-unreachable = 这里不能用：{ $reason }
lab-settings-silent = 这里不能用：存储后端没有响应。

## 会话放在哪里
lab-settings-store = 会话保存在哪里
lab-settings-engine = 保存会话的引擎。
lab-settings-engine-db = 数据库的数据表里，一个会话一行。
lab-settings-engine-file = 一个会话一个文件，文件名含有键。
lab-settings-engine-cache = 只在缓存里。速度快，但缓存重启就会丢失会话。从较旧的快照重启的 Redis 会让已结束的会话再次出现。
lab-settings-engine-cached-db = 写入缓存和数据库，读取时先查缓存。内存缓存只供一个进程使用。
lab-settings-engine-signed-cookies = 数据本身在 cookie 里，服务器什么都不保存。
lab-settings-cache-alias = cache 和 cached_db 引擎使用的缓存，必须是已配置的缓存。
lab-settings-cache-memory = 这个服务器进程的内存。
lab-settings-cache-redis = Redis 服务器。
lab-settings-cache-memcached = Memcached 服务器。
lab-settings-database = db 和 cached_db 引擎使用的数据库，可以和商店的数据库不同。
lab-settings-database-default = 商店自己的数据库。
lab-settings-enabled = 关闭时没有会话：没有购物车，也不能登录。这一页仍然能用。

## 会话何时结束
lab-settings-expiry = 会话何时过期
lab-settings-cookie-age = 会话在最后一次修改之后，过这么多秒过期。
lab-settings-browser-close = cookie 没有 Max-Age，也没有 Expires，所以浏览器在关闭时删除它。
lab-settings-every-request = 每个请求都保存会话并设置 cookie。过期时间从最后一次访问算起，而不是最后一次修改。
lab-settings-absolute-age = 会话最晚在开始或登录之后过这么多秒过期；0 表示没有限制。
lab-settings-anonymous-age = 未登录的会话在最后一次修改之后过这么多秒过期（如果比 session.cookie_age 更早）；0 表示采用 session.cookie_age。

## cookie
lab-settings-cookie = cookie
lab-settings-cookie-name = 会话 cookie 的名称。
lab-settings-cookie-path = 浏览器对这个路径和下面的路径发送 cookie。在其他页面，您没有会话。
lab-settings-cookie-domain = 浏览器把 cookie 发给这个域名和下面的域名；留空表示只有这台主机。
lab-settings-cookie-secure = 浏览器只通过 HTTPS 发送 cookie。多数浏览器对 localhost 例外。
lab-settings-cookie-httponly = 脚本看不到这个 cookie：document.cookie 里没有。
lab-settings-cookie-samesite = 从其他网站开始的请求，哪些会带上 cookie。
lab-settings-samesite-strict = 都不带上。
lab-settings-samesite-lax = 打开页面的链接和 GET 表单会带上，POST 表单不会。
lab-settings-samesite-none = 全都带上；浏览器要求同时有 Secure。
lab-settings-cookie-content = 如何保护 cookie 的内容。使用 signed_cookies 时，内容是会话的数据；使用其他引擎时，内容是键。
lab-settings-content-signed = 签名：任何人都能读取，没有人能修改。
lab-settings-content-private = 加密：没有人能读取，也没有人能修改。

## 限制
lab-settings-limits = 限制
lab-settings-max-bytes = 会话数据的字节上限。超过的修改会被拒绝，旧的数据保留。
lab-settings-store-timeout = 调用存储后端的时限（毫秒）。超过时限，您会得到 503 页面。
lab-settings-own-switch = 实验室自己的开关
lab-settings-replay = 如果其他请求先写入，就把这个请求的修改重新应用到较新的记录，不会丢失任何修改。关闭时以最后的写入为准，和大多数框架一样。

## 只属于网站的
lab-settings-fixed = 不能由浏览器修改的设置
lab-settings-fixed-key-prefix = 这是整个网站的会话在缓存里的名称前缀。如果您能使用自己的前缀，就可能查询其他访客的条目，而且每个新的前缀都会占用内存。
lab-settings-fixed-file-path = 服务器上的文件夹。浏览器不可以决定服务器把文件写到哪里。
lab-settings-fixed-new-per-address = 服务器会统计每个地址新建的会话数，以保护存储后端。如果每个浏览器都能自己设置上限，就起不到保护作用。
lab-settings-fixed-slow-call-ms = 它决定日志的内容，而日志是所有访客共用的。
lab-settings-fixed-sweep-interval = 清除程序为整个服务器执行，清除所有访客过期的会话。
lab-settings-fixed-secret-key = 它对所有访客的 cookie 签名，绝不显示。密钥泄露的课程使用实验室的密钥。
