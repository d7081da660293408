### 实验室里会话的操作：update 和 values、测试用 cookie，以及指定修改的过期时间。

lab-session-group-test-cookie = 测试用 cookie
lab-session-field-mapping = 多个键和值
lab-session-hint-mapping = JSON 对象
lab-session-about-values = 列出所有的值。
lab-session-about-update = 设置对象里的每个键，其他键不变。
lab-session-about-set-test-cookie = 设置一个键，供之后的请求检查。
lab-session-about-test-cookie-worked = 检查浏览器是否发回了会话的 cookie。
lab-session-about-delete-test-cookie = 删除这个键；键不存在就是错误。
lab-session-about-expiry-age = 假设在这个时间修改、以这个秒数过期，返回从修改到过期的秒数。不会修改任何内容。
lab-session-about-expiry-date = 假设在这个时间修改、以这个秒数过期，返回过期时间。不会修改任何内容。
lab-session-mapping-wrong = 这不是 JSON 对象（{ $reason }）。请写成 {"{"}"tea": "oolong", "quantity": 2{"}"} 的格式。
