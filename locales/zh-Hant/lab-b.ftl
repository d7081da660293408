### The controls of the lab’s lessons, letter B.

lab-b-whole-page = 在「一般的 cookie」頁面使用所有操作和每一種屬性
