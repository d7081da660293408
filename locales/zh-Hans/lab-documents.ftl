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

lab-words-name = 用语
lab-words-about = 课程用语的英文、台湾和中国大陆的说法，以及在这里的意思。
lab-words-lede = 课程里，一个概念只用一个词。这里列出英文、台湾的繁体中文和中国大陆的简体中文。
lab-words-explained = 会话的用语
lab-words-others = 其他用语
lab-words-english = 英文
lab-words-traditional = 中文（台湾）
lab-words-simplified = 中文（中国大陆）

lab-side-name = 用 cookie 还是会话？
lab-side-about = 普通的 cookie、保存在服务器上的会话、保存在签名 cookie 里的会话：并排比较。
lab-side-lede = 会话需要 cookie，但两者并不相同。这张表比较普通的 cookie、数据保存在服务器上的会话，以及数据保存在签名 cookie 里的会话。
lab-side-cookie = 普通的 cookie
lab-side-session = 保存在服务器上的会话
lab-side-signed = 保存在签名 cookie 里的会话
lab-side-engines = “保存在服务器上”指的是 db、file、cache 和 cached_db 引擎；签名的 cookie 则是 signed_cookies 引擎。
