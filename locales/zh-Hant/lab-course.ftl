### The course: the route through the lessons, the marks, the search and the questions.

inspector-cookie-progress = 您在實驗室的課程進度，有簽章。
course-start = 從這裡開始
course-start-about = 主要路線有十二課，從第一個請求到兩個分頁變更同一個購物車。每一課都請您先預測結果，用自己的工作階段做實驗，再比較兩者。
course-progress = 主要路線完成 { $done } / { $stops } 課；全部 { $lessons } 課中打開過 { $visited } 課
course-begin = 開始
course-continue = 繼續
course-finished = 您已完成主要路線。其他課程列在下面。
course-kept = 您的進度存在這個瀏覽器裡，由實驗室自己的簽章 cookie 保存。工作階段不適合存進度：課程會結束工作階段或讓它到期，進度也會跟著遺失。
course-reset = 清除我的進度
course-minutes = { $minutes } 分鐘
course-before = 先備知識
course-after = 學完之後您能
course-route = 主要路線
course-all = 所有課程
course-mark-done = 已完成
course-mark-visited = 已打開
course-position-route = 主要路線：第 { $position } 課，共 { $total } 課
course-position-letter = { $letter }：第 { $position } 課，共 { $total } 課
course-search = 搜尋課程
course-search-words = 課程裡的字詞
course-search-find = 搜尋
course-search-count = { $count ->
    [0] 沒有課程含有所有這些字詞。
   *[other] 有 { $count } 課含有這些字詞。
}
course-predict = 預測
course-predict-keep = 記下我的預測
course-predict-again = 變更我的預測
course-predict-first = 您先預測、再做完實驗，這裡才會顯示結果。
course-chosen = 已記下您的預測。現在請做下面的實驗。
course-locked = 您已看過結果，不能再變更這個預測。
course-choose = 請選擇一個答案。
course-compare = 比較
course-compare-about = 請先做實驗，再把結果和您的預測比較。
course-have-run = 我做完實驗了
course-predicted = 和您的預測相同
course-not-predicted = 和您的預測不同
course-your-prediction = 您的預測
course-what-happened = 實際結果
course-why = 原因
course-behaviour = 行為 { $id }
