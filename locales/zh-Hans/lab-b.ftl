### The controls of the lab’s lessons, letter B.

lab-b-whole-page = 全部内容，包括每一种属性，都在“普通的 cookie”那一页
