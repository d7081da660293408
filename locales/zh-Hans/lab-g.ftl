### The lessons of letter G: what sessions are for.

lab-g-now = 现在在您的会话里
lab-g-nothing = 没有
lab-g-register = 开一个账户
lab-g-log-in = 登录
lab-g-account = 您的账户
lab-g-teas = 茶叶
lab-g-cart = 购物车
lab-g-checkout = 结账
lab-g-preferences = 偏好设置
lab-g-one-tea = 一种茶
lab-g-another-tea = 另一种茶
