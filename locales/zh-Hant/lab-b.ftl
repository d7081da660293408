### The controls of the lab’s lessons, letter B.

lab-b-whole-page = 全部內容，包括每一種屬性，都在「一般的 cookie」那一頁
