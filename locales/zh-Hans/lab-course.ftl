### The course: the route through the lessons, the marks, the search and the questions.

inspector-cookie-progress = 您在实验室的课程进度，有签名。
course-start = 从这里开始
course-start-about = 主要路线有十二课，从第一个请求到两个标签页修改同一个购物车。每一课都请您先预测结果，用自己的会话做实验，再比较两者。
course-progress = 主要路线完成 { $done } / { $stops } 课；全部 { $lessons } 课中打开过 { $visited } 课
course-begin = 开始
course-continue = 继续
course-finished = 您已完成主要路线。其他课程列在下面。
course-kept = 您的进度保存在这个浏览器里，由实验室自己的签名 cookie 保存。会话不适合保存进度：课程会结束会话或让它过期，进度也会跟着丢失。
course-reset = 清除我的进度
course-minutes = { $minutes } 分钟
course-before = 预备知识
course-after = 学完之后您能
course-route = 主要路线
course-all = 所有课程
course-mark-done = 已完成
course-mark-visited = 已打开
course-position-route = 主要路线：第 { $position } 课，共 { $total } 课
course-position-letter = { $letter }：第 { $position } 课，共 { $total } 课
course-search = 搜索课程
course-search-words = 课程里的字词
course-search-find = 搜索
course-search-count = { $count ->
    [0] 没有课程含有所有这些字词。
   *[other] 有 { $count } 课含有这些字词。
}
course-predict = 预测
course-predict-keep = 记下我的预测
course-predict-again = 修改我的预测
course-predict-first = 您先预测、再做完实验，这里才会显示结果。
course-chosen = 已记下您的预测。现在请做下面的实验。
course-locked = 您已看过结果，不能再修改这个预测。
course-choose = 请选择一个答案。
course-compare = 比较
course-compare-about = 请先做实验，再把结果和您的预测比较。
course-have-run = 我做完实验了
course-predicted = 和您的预测相同
course-not-predicted = 和您的预测不同
course-your-prediction = 您的预测
course-what-happened = 实际结果
course-why = 原因
course-behaviour = 行为 { $id }
