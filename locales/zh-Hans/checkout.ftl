### 分三步的结账，以及生成的订单。

## 步骤和去处

checkout-step-address = 收货地址
checkout-step-delivery = 配送方式
checkout-step-review = 确认并下单

checkout-to-cart = 返回购物车
checkout-to-address = 返回收货地址
checkout-to-delivery = 下一步：配送方式
checkout-to-review = 下一步：确认订单
checkout-change = 修改

checkout-cart-empty = 购物车还是空的，没有可以结账的商品。
# 显示确认页之后，购物车或填写的内容在另一个标签页里改过时。
checkout-changed = 您确认之后订单内容有变化，所以还没有下单。请再核对一遍。

## 收货地址

checkout-address-title = 寄到哪里？
checkout-address-lede = 您填写的内容会保存在会话（session）里，直到下单为止。可以先离开这个页面，之后再回来接着填。
checkout-field-name = 收货人
checkout-field-street = 详细地址
checkout-field-postcode = 邮政编码
checkout-field-city = 城市
checkout-field-country = 国家或地区
checkout-country-none = 请选择
checkout-country-choose = 请选择国家或地区。

checkout-country-tw = 台湾
checkout-country-cn = 中国大陆
checkout-country-hk = 香港
checkout-country-sg = 新加坡
checkout-country-my = 马来西亚
checkout-country-jp = 日本
checkout-country-kr = 韩国
checkout-country-us = 美国
checkout-country-ca = 加拿大
checkout-country-gb = 英国
checkout-country-de = 德国
checkout-country-fr = 法国
checkout-country-au = 澳大利亚

## 配送方式

checkout-delivery-title = 怎么送达？
checkout-delivery-legend = 配送方式
checkout-delivery-choose = 请选择配送方式。
checkout-delivery-standard = 普通快递
checkout-delivery-standard-hint = 三到五天送达
checkout-delivery-express = 特快专递
checkout-delivery-express-hint = 下一个工作日送达
checkout-delivery-pickup = 自提
checkout-delivery-pickup-hint = 到店里领取

## 确认；订单页也使用这些名称

checkout-summary-title = 您的订单
checkout-subtotal = 小计
checkout-review-title = 请核对订单
checkout-column-tea = 茶叶
checkout-column-price = 单价
checkout-column-quantity = 数量
checkout-column-sum = 小计
checkout-delivery-price = 运费
checkout-total = 合计
checkout-change-cart = 修改购物车

checkout-short-title = 库存不足
checkout-short-text = 订单还没有提交。请减少数量后再回到这里。
# 这款茶还剩 $count 包，少于想买的数量。
checkout-left = { $count ->
    [0] 已售罄
   *[other] 仅剩 { $count } 包
}
checkout-short-line = { $name }：{ $left ->
    [0] 已售罄
   *[other] 仅剩 { $left } 包
}

checkout-place = 提交订单
checkout-place-note = 这是一家教学用的茶铺：不会收款，也不会寄出任何东西。
checkout-placed = 谢谢，订单 { $number } 已提交。

## 订单

orders-pages-label = 订单分页
orders-newer = 较新
orders-older = 较旧
orders-title = 我的订单
orders-empty-title = 还没有订单
orders-empty-text = 下单之后，可以在这里查看。
orders-to-teas = 去看茶叶
orders-to-list = 全部订单
orders-order-title = 订单 { $number }
