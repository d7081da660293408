### 购物车。

cart-title = 您的购物车
cart-tea = 茶叶
cart-unit-price = 单价
cart-quantity = 数量
cart-quantity-of = { $name }的数量
cart-line-total = 小计
cart-one-less = 减少一包{ $name }
cart-one-more = 增加一包{ $name }
cart-update = 更新
cart-remove = 移除
# 接在 cart-update 和 cart-remove 后面，由读屏软件读出，因为每一行都有这两个按钮。
cart-which = ：{ $name }
# $count：所有茶合计的包数。
cart-total = 共 { $count } 包，合计
cart-shipping-later = 配送方式在结账时选择。
cart-empty = 清空购物车
cart-to-teas = 继续选茶
cart-to-checkout = 去结账

cart-nothing-title = 购物车是空的
cart-nothing-text = 放进来的茶会一直留在这里，您可以慢慢逛，登录之后也还在。

## 修改之后。$name 是茶的名称。

cart-added = 已将 { $count } 包{ $name }放入购物车。
cart-updated = 购物车里现在有 { $count } 包{ $name }。
cart-removed = 已从购物车移除{ $name }。
cart-emptied = 购物车已清空。
cart-restored = 茶叶已放回购物车。

## Offers of these messages.

cart-view = 查看购物车
cart-undo = 撤销

## 无法修改时。$most 是允许的最大数量。

cart-not-changed = 购物车没有修改
cart-unknown-tea = 我们没有这款茶，可能已经下架了。
cart-quantity-no-number = 请输入 1 到 { $most } 之间的整数。
cart-quantity-too-few = 至少要一包。请输入 1 到 { $most } 之间的整数。
cart-quantity-no-number-or-zero = 请输入 0 到 { $most } 之间的整数。
cart-quantity-negative = 数量不能是负数。请输入 0 到 { $most } 之间的整数。
cart-sold-out = 这款茶已售罄。
cart-most-of-one-tea = 同一款茶最多只能放 { $most } 包。
cart-only-left = 这款茶仅剩 { $stock } 包。
cart-only-left-some-in-cart = 这款茶仅剩 { $stock } 包，其中 { $present } 包已在您的购物车里。
cart-only-left-all-in-cart = 这款茶仅剩 { $stock } 包，而且都在您的购物车里了。
