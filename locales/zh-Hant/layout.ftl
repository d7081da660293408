### 每一頁的外框：頁首、選單、頁尾。

layout-shop-name = Session 茶行
layout-tagline = 值得坐下來喝的好茶
layout-description = 一間小茶行，示範網頁的工作階段（session）如何運作。
layout-skip = 跳到主要內容

layout-search-label = 搜尋茶品
layout-search-button = 搜尋

layout-nav-label = 主選單
layout-nav-teas = 茶品
layout-nav-cart = 購物車
# 接在「購物車」後面，由螢幕報讀軟體讀出。$count 至少是 1。
layout-cart-count = { $count } 件
layout-nav-orders = 訂單
# 接在顧客名稱前面，由螢幕報讀軟體讀出。
layout-nav-account = 帳號：
layout-nav-log-in = 登入
layout-nav-log-out = 登出
layout-breadcrumb = 目前位置
layout-menu = 選單
layout-display = 語言和外觀
layout-display-language = 語言
layout-display-theme = 外觀
layout-display-all = 所有偏好設定
# 工作階段無法使用時，代替購物車與帳號顯示。
layout-session-note = 購物車與帳號目前暫停使用。

layout-footer-label = 更多
layout-footer-about = 這是一間教學用的茶行，用來說明網頁的工作階段（session）如何運作。茶看起來都很好喝，但這裡並不真的賣茶，也不會寄出任何東西。
layout-footer-preferences = 語言、幣別與外觀
