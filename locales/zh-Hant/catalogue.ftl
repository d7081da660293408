### 茶品清單與單一茶品的頁面。

catalogue-title = 我們的茶
# $count：目前列出的茶品數量，可能只含一個種類。
catalogue-lede = { $count ->
    [0] 這裡目前沒有茶品。
   *[other] 共 { $count } 款茶，每一款都附上故事與沖泡方法。
}
# $words：搜尋的文字。
catalogue-found = { $count ->
    [0] 找不到符合「{ $words }」的茶品。
   *[other] 找到 { $count } 款符合「{ $words }」的茶品。
}
catalogue-show-all = 顯示全部茶品

catalogue-kinds-label = 茶的種類
catalogue-all = 全部
catalogue-category-green = 綠茶
catalogue-category-white = 白茶
catalogue-category-oolong = 烏龍茶
catalogue-category-black = 紅茶
catalogue-category-dark = 黑茶
catalogue-category-herbal = 花草茶

catalogue-sort-label = 排序方式
catalogue-sort-shelf = 預設順序
catalogue-sort-name = 名稱
catalogue-sort-price-up = 價格由低到高
catalogue-sort-price-down = 價格由高到低
catalogue-sort-button = 排序

catalogue-nothing-title = 沒有符合的茶品
catalogue-nothing-text = 試試少一點字、換個說法，或看看其他種類。

catalogue-pages-label = 分頁
catalogue-earlier = 上一頁
catalogue-later = 下一頁

## 庫存

catalogue-sold-out = 已售完
catalogue-only-left = 只剩 { $count } 包
catalogue-in-stock = 有現貨

## 單一茶品

catalogue-add = 加入購物車
# 接在 catalogue-add 後面，由螢幕報讀軟體讀出，因為同一頁有許多這樣的按鈕。
catalogue-add-which = ：{ $name }
catalogue-picture-of = 插圖：{ $name }
catalogue-quantity = 數量
# 沒有工作階段時，代替表單顯示。
catalogue-no-cart = 購物車目前無法使用，請稍後再試。
catalogue-category = 茶類
catalogue-related = 同類茶品
catalogue-origin = 產地
catalogue-harvest = 採收
catalogue-water = 水溫
catalogue-celsius = { $degrees }°C
# The time of the first steeping.
catalogue-steeping = 第一泡
catalogue-minutes = { $time } 分鐘
catalogue-seconds = { $time } 秒
catalogue-weight = 重量
catalogue-grams = { $grams } 公克
catalogue-stock = 庫存
catalogue-packets = { $count ->
    [0] 目前沒有
   *[other] { $count } 包
}
catalogue-recently-viewed = 最近看過
