### The controls of the lab’s lessons, letter B.

lab-b-whole-page = 在“普通的 cookie”页面使用所有操作和每一种属性
