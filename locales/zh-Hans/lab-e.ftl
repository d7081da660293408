### The controls of the lab’s lessons, letter E.

lab-e-setting-yours = 只在这个浏览器
lab-e-setting-sites = 和网站相同
lab-e-setting-on = 为这个浏览器打开
lab-e-setting-off = 为这个浏览器关闭
lab-e-setting-set = 为这个浏览器设置
lab-e-setting-reset = 使用网站的设置
lab-e-setting-wrong = 不能使用这个值，什么都没有修改。请输入 1 到 315360000 的整数秒数。
lab-e-switch-wrong = 不能使用这个值，什么都没有修改。可以使用 true 和 false。
lab-e-stored = 存储后端里的过期时间（这次请求之前）
lab-e-stored-after = 存储后端里的过期时间（这次响应之后）
lab-e-in-seconds = （{ $seconds } 秒后）
lab-e-last-set-cookie = 会话最后一个 Set-Cookie
lab-e-no-set-cookie = 最近的往返里没有
lab-e-browser = 您的浏览器
lab-e-sent = 发送了 cookie { $cookie }
lab-e-not-sent = 没有发送 cookie { $cookie }
lab-e-server = 服务器
lab-e-found = 找到了您的会话：
lab-e-not-found = 没有找到有效的会话
lab-e-key-ends-in = 剩余秒数：
lab-e-store = 存储后端
lab-e-lies-until = 记录还在，过期时间是
lab-e-left = 剩余秒数：
lab-e-lies-over = 记录在 { $seconds } 秒前过期，还在存储后端里
lab-e-lies-no-more = 记录已经不在
lab-e-lies-nothing = 还没有您的记录
lab-e-begin = 开始：十秒
lab-e-put-back = 还原设置
lab-e-look-again = 再看一次
lab-e-removed = { $count ->
    [0] 没有过期的会话需要删除。
   *[other] 已删除 { $count } 个过期的会话。
 }有效的会话都保留。数字包含其他访客过期的会话。
lab-e-not-needed = 不需要：这种引擎不会在服务器上留下过期的会话。
lab-e-engine = 当前的引擎：
lab-e-none-left = 您还没有在存储后端留下任何会话。
lab-e-left-behind = 您在存储后端留下的会话
lab-e-ends = 过期时间
lab-e-alive = 有效
lab-e-over-but-there = 已过期，还在存储后端里
lab-e-gone = 不在存储后端里
lab-e-leave = 在存储后端留下三个会话
lab-e-clear = 清除过期的会话
