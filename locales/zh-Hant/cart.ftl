### 購物車。

cart-title = 您的購物車
cart-tea = 茶品
cart-unit-price = 單價
cart-quantity = 數量
cart-quantity-of = { $name }的數量
cart-line-total = 小計
cart-one-less = 減少一包{ $name }
cart-one-more = 增加一包{ $name }
cart-update = 更新
cart-remove = 移除
# 接在 cart-update 與 cart-remove 後面，由螢幕報讀軟體讀出，因為每一列都有這兩個按鈕。
cart-which = ：{ $name }
# $count：所有茶品合計的包數。
cart-total = 共 { $count } 包，合計
cart-shipping-later = 配送方式在結帳時選擇。
cart-empty = 清空購物車
cart-to-teas = 繼續選茶
cart-to-checkout = 前往結帳

cart-nothing-title = 購物車是空的
cart-nothing-text = 放進來的茶會一直留在這裡，您可以慢慢逛，登入之後也還在。

## 變更之後。$name 是茶品的名稱。

cart-added = 已將 { $count } 包{ $name }放進購物車。
cart-updated = 購物車裡現在有 { $count } 包{ $name }。
cart-removed = 已從購物車移除{ $name }。
cart-emptied = 購物車已清空。
cart-restored = 茶品已放回購物車。

## Offers of these messages.

cart-view = 查看購物車
cart-undo = 復原

## 無法變更時。$most 是允許的最大數量。

cart-not-changed = 購物車沒有變更
cart-unknown-tea = 我們沒有這款茶，可能已經下架了。
cart-quantity-no-number = 請輸入 1 到 { $most } 的整數。
cart-quantity-too-few = 至少要一包。請輸入 1 到 { $most } 的整數。
cart-quantity-no-number-or-zero = 請輸入 0 到 { $most } 的整數。
cart-quantity-negative = 數量不能是負數。請輸入 0 到 { $most } 的整數。
cart-sold-out = 這款茶已售完。
cart-most-of-one-tea = 同一款茶最多只能放 { $most } 包。
cart-only-left = 這款茶只剩 { $stock } 包。
cart-only-left-some-in-cart = 這款茶只剩 { $stock } 包，其中 { $present } 包已經在您的購物車裡。
cart-only-left-all-in-cart = 這款茶只剩 { $stock } 包，而且都在您的購物車裡了。
