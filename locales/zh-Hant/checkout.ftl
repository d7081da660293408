### 三個步驟的結帳，以及成立後的訂單。

## 步驟與去處

checkout-step-address = 收件地址
checkout-step-delivery = 配送方式
checkout-step-review = 確認並下單

checkout-to-cart = 回到購物車
checkout-to-address = 回到收件地址
checkout-to-delivery = 下一步：配送方式
checkout-to-review = 下一步：確認訂單
checkout-change = 修改

checkout-cart-empty = 購物車還是空的，沒有可以結帳的商品。
# 顯示確認頁之後，購物車或填寫內容在另一個分頁改過時。
checkout-changed = 您確認之後，訂單內容有變動，所以我們還沒有下單。請再確認一次。

## 收件地址

checkout-address-title = 要寄到哪裡？
checkout-address-lede = 您填寫的內容會保留在工作階段（session）裡，直到下單為止。先離開這一頁，之後再回來填也可以。
checkout-field-name = 姓名
checkout-field-street = 街道門牌
checkout-field-postcode = 郵遞區號
checkout-field-city = 縣市
checkout-field-country = 國家或地區
checkout-country-none = 請選擇
checkout-country-choose = 請選擇國家或地區。

checkout-country-tw = 台灣
checkout-country-cn = 中國大陸
checkout-country-hk = 香港
checkout-country-sg = 新加坡
checkout-country-my = 馬來西亞
checkout-country-jp = 日本
checkout-country-kr = 韓國
checkout-country-us = 美國
checkout-country-ca = 加拿大
checkout-country-gb = 英國
checkout-country-de = 德國
checkout-country-fr = 法國
checkout-country-au = 澳洲

## 配送方式

checkout-delivery-title = 要怎麼送達？
checkout-delivery-legend = 配送方式
checkout-delivery-choose = 請選擇配送方式。
checkout-delivery-standard = 一般配送
checkout-delivery-standard-hint = 郵寄，三到五天送達
checkout-delivery-express = 快遞
checkout-delivery-express-hint = 專人配送，下一個工作天送達
checkout-delivery-pickup = 自取
checkout-delivery-pickup-hint = 到店裡領取

## 確認；訂單頁也使用這些欄位名稱

checkout-summary-title = 您的訂單
checkout-subtotal = 小計
checkout-review-title = 內容都正確嗎？
checkout-column-tea = 茶品
checkout-column-price = 單價
checkout-column-quantity = 數量
checkout-column-sum = 小計
checkout-delivery-price = 運費
checkout-total = 總計
checkout-change-cart = 修改購物車

checkout-short-title = 庫存不夠了
checkout-short-text = 訂單尚未成立。請減少數量後再回到這裡。
# 這款茶剩下 $count 包，少於想買的數量。
checkout-left = { $count ->
    [0] 已售完
   *[other] 只剩 { $count } 包
}
checkout-short-line = { $name }：{ $left ->
    [0] 已售完
   *[other] 只剩 { $left } 包
}

checkout-place = 送出訂單
checkout-place-note = 這是一間教學用的茶行：不會收款，也不會寄出任何東西。
checkout-placed = 謝謝您，訂單 { $number } 已經成立。

## 訂單

orders-pages-label = 訂單分頁
orders-newer = 較新
orders-older = 較舊
orders-title = 我的訂單
orders-empty-title = 還沒有任何訂單
orders-empty-text = 下單之後，就可以在這裡找到。
orders-to-teas = 去看茶品
orders-to-list = 所有訂單
orders-order-title = 訂單 { $number }
