### The lessons of letter G: what sessions are for.

lab-g-now = 您的会话当前的数据
lab-g-nothing = 没有
lab-g-register = 注册账号
lab-g-log-in = 登录
lab-g-account = 您的账号
lab-g-teas = 茶叶
lab-g-cart = 购物车
lab-g-checkout = 结账
lab-g-preferences = 偏好设置
lab-g-one-tea = 一款茶
lab-g-another-tea = 另一款茶
