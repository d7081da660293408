### The lessons of letter G: what sessions are for.

lab-g-now = 您的工作階段目前的資料
lab-g-nothing = 沒有
lab-g-register = 註冊帳號
lab-g-log-in = 登入
lab-g-account = 您的帳號
lab-g-teas = 茶品
lab-g-cart = 購物車
lab-g-checkout = 結帳
lab-g-preferences = 偏好設定
lab-g-one-tea = 一款茶
lab-g-another-tea = 另一款茶
