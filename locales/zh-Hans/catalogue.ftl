### 茶叶列表和单款茶的页面。

catalogue-title = 我们的茶
# $count：当前列出的茶的数量，可能只含一个品类。
catalogue-lede = { $count ->
    [0] 这里暂时没有茶。
   *[other] 共 { $count } 款茶，每款都有来历和冲泡方法。
}
# $words：搜索的文字。
catalogue-found = { $count ->
    [0] 没有找到与“{ $words }”相符的茶。
   *[other] 找到 { $count } 款与“{ $words }”相符的茶。
}
catalogue-show-all = 查看全部茶叶

catalogue-kinds-label = 茶的品类
catalogue-all = 全部
catalogue-category-green = 绿茶
catalogue-category-white = 白茶
catalogue-category-oolong = 乌龙茶
catalogue-category-black = 红茶
catalogue-category-dark = 黑茶
catalogue-category-herbal = 花草茶

catalogue-sort-label = 排序方式
catalogue-sort-shelf = 默认顺序
catalogue-sort-name = 名称
catalogue-sort-price-up = 价格从低到高
catalogue-sort-price-down = 价格从高到低
catalogue-sort-button = 排序

catalogue-nothing-title = 没有相符的茶
catalogue-nothing-text = 试试减少或更换关键词，或者看看其他品类。

catalogue-pages-label = 分页
catalogue-earlier = 上一页
catalogue-later = 下一页

## 库存

catalogue-sold-out = 已售罄
catalogue-only-left = 仅剩 { $count } 包
catalogue-in-stock = 有货

## 单款茶

catalogue-add = 加入购物车
# 接在 catalogue-add 后面，由读屏软件读出，因为同一页有许多这样的按钮。
catalogue-add-which = ：{ $name }
catalogue-picture-of = 插图：{ $name }
catalogue-quantity = 数量
# 没有会话时，代替表单显示。
catalogue-no-cart = 购物车暂时无法使用，请稍后再试。
catalogue-category = 茶类
catalogue-related = 同类茶叶
catalogue-origin = 产地
catalogue-harvest = 采收
catalogue-water = 水温
catalogue-celsius = { $degrees }°C
# The time of the first steeping.
catalogue-steeping = 第一泡
catalogue-minutes = { $time } 分钟
catalogue-seconds = { $time } 秒
catalogue-weight = 重量
catalogue-grams = { $grams } 克
catalogue-stock = 库存
catalogue-packets = { $count ->
    [0] 暂时没有
   *[other] { $count } 包
}
catalogue-recently-viewed = 最近看过
