## 文档怎么说、用语、cookie 与会话的比较：这几页的文字。
lab-documents-name = 文档怎么说
lab-documents-about = 逐句检验五份入门文档：正确、不准确或错误，并附上可以验证的课程和测试。
lab-documents-lede = 初学者通常从这类文档了解会话。这里用我们自己的话列出五份文档对会话行为的每一项说法，并附上判定。正确的情况，由课程和测试证明。
lab-documents-the-five = 五份文档
lab-documents-document = 文档 { $number }
lab-documents-sections = § 是按标题顺序计算的章节编号：§ 5.3 是第五节的第三部分，§ 0 是第一个标题之前的文字。
lab-documents-statements = 说法
lab-documents-from = 文档
lab-documents-all-documents = 所有文档
lab-documents-verdict = 判定
lab-documents-all-verdicts = 所有判定
lab-documents-right = 正确
lab-documents-imprecise = 不准确
lab-documents-wrong = 错误
lab-documents-show = 显示
lab-documents-count = { $count ->
    [0] 没有符合的说法
   *[other] { $count } 项说法
 }
lab-documents-lessons = 相关课程
lab-documents-in-lesson = 正确、不准确，还是错误？
lab-documents-in-lesson-about = 以下说法出自五份入门文档。请先自己判断，再展开看答案。
lab-documents-more = 出处和测试
