### 每一页的外框：页眉、菜单、页脚。

layout-shop-name = Session 茶铺
layout-tagline = 值得坐下来喝的好茶
layout-description = 一家小茶铺，演示网页会话（session）是怎么工作的。
layout-skip = 跳到主要内容

layout-search-label = 搜索茶叶
layout-search-button = 搜索

layout-nav-label = 主菜单
layout-nav-teas = 茶叶
layout-nav-cart = 购物车
# 接在“购物车”后面，由读屏软件读出。$count 至少是 1。
layout-cart-count = { $count } 件
layout-nav-orders = 订单
# 接在顾客名称前面，由读屏软件读出。
layout-nav-account = 账号：
layout-nav-log-in = 登录
layout-nav-log-out = 退出登录
layout-breadcrumb = 当前位置
layout-menu = 菜单
layout-display = 语言和外观
layout-display-language = 语言
layout-display-theme = 外观
layout-display-all = 所有偏好设置
# 会话无法使用时，代替购物车和账号显示。
layout-session-note = 购物车和账号暂时无法使用。

layout-footer-label = 更多
layout-footer-about = 这是一家教学用的茶铺，用来说明网页会话（session）是怎么工作的。茶看着都很好喝，但这里并不真的卖茶，也不会寄出任何东西。
layout-footer-preferences = 语言、货币和外观
