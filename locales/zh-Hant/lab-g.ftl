### The lessons of letter G: what sessions are for.

lab-g-now = 現在在您的工作階段裡
lab-g-nothing = 沒有
lab-g-register = 開一個帳戶
lab-g-log-in = 登入
lab-g-account = 您的帳戶
lab-g-teas = 茶葉
lab-g-cart = 購物車
lab-g-checkout = 結帳
lab-g-preferences = 偏好設定
lab-g-one-tea = 一種茶
lab-g-another-tea = 另一種茶
