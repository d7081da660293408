### The controls of the lab’s lessons, letter E.

lab-e-setting-yours = 只在这个浏览器
lab-e-setting-sites = 和网站相同
lab-e-setting-on = 为这个浏览器打开
lab-e-setting-off = 为这个浏览器关闭
lab-e-setting-set = 为这个浏览器设置
lab-e-setting-reset = 改回网站的设置
lab-e-setting-wrong = 不能用这个值；什么都没有改变。可以用 1 到 315360000 的整数秒。
lab-e-switch-wrong = 不能用这个值；什么都没有改变。可以用 true 和 false。
lab-e-stored = 这次请求到达时，存储里的终点
lab-e-stored-after = 这次响应之后，存储里的终点
lab-e-in-seconds = （{ $seconds } 秒后）
lab-e-last-set-cookie = 会话最后一个 Set-Cookie
lab-e-no-set-cookie = 最近的往返里没有
lab-e-browser = 您的浏览器
lab-e-sent = 发送了 cookie { $cookie }
lab-e-not-sent = 没有发送 cookie { $cookie }
lab-e-server = 服务器
lab-e-found = 找到了您的会话：
lab-e-not-found = 没有找到还有效的会话
lab-e-key-ends-in = 剩余秒数：
lab-e-store = 存储里
lab-e-lies-until = 会在那里直到
lab-e-left = 剩余秒数：
lab-e-lies-over = 过期 { $seconds } 秒了，还躺在那里
lab-e-lies-no-more = 已经不在那里了
lab-e-lies-nothing = 还没有您的东西
lab-e-begin = 开始：十秒
lab-e-put-back = 还原设置
lab-e-look-again = 再看一次
lab-e-removed = { $count ->
    [0] 没有过期的，所以什么都没移除。
   *[other] 移除了 { $count } 个过期的会话。
 }还有效的都留着。别的访客已过期的也算在内。
lab-e-not-needed = 不需要：用这个引擎，过期的东西不会留在服务器上。
lab-e-engine = 目前的引擎：
lab-e-none-left = 您还没有留下任何会话。
lab-e-left-behind = 您留下的会话
lab-e-ends = 终点
lab-e-alive = 有效
lab-e-over-but-there = 已过期，还躺在那里
lab-e-gone = 不在了
lab-e-leave = 留下三个会话
lab-e-clear = 清除过期的会话
