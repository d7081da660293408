## 文件怎麼說、用語、cookie 與工作階段的比較：這幾頁的文字。
lab-documents-name = 文件怎麼說
lab-documents-about = 逐句檢驗五份入門文件：正確、不精確或錯誤，並附上可以驗證的課程和測試。
lab-documents-lede = 初學者通常從這類文件認識工作階段。這裡以我們的話列出五份文件對工作階段行為的每一項說法，並附上判定。正確的情況，由課程和測試證明。
lab-documents-the-five = 五份文件
lab-documents-document = 文件 { $number }
lab-documents-sections = § 是依標題順序計算的章節編號：§ 5.3 是第五節的第三部分，§ 0 是第一個標題之前的文字。
lab-documents-statements = 說法
lab-documents-from = 文件
lab-documents-all-documents = 所有文件
lab-documents-verdict = 判定
lab-documents-all-verdicts = 所有判定
lab-documents-right = 正確
lab-documents-imprecise = 不精確
lab-documents-wrong = 錯誤
lab-documents-show = 顯示
lab-documents-count = { $count ->
    [0] 沒有符合的說法
   *[other] { $count } 項說法
 }
lab-documents-lessons = 相關課程
lab-documents-in-lesson = 正確、不精確，還是錯誤？
lab-documents-in-lesson-about = 以下說法出自五份入門文件。請先自己判斷，再展開看答案。
lab-documents-more = 出處和測試

lab-words-name = 用語
lab-words-about = 課程用語的英文、台灣和中國大陸的說法，以及在這裡的意思。
lab-words-lede = 課程裡，一個概念只用一個詞。這裡列出英文、台灣的正體中文和中國大陸的簡體中文。
lab-words-explained = 工作階段的用語
lab-words-others = 其他用語
lab-words-english = 英文
lab-words-traditional = 中文（台灣）
lab-words-simplified = 中文（中國大陸）

lab-side-name = 用 cookie 還是工作階段？
lab-side-about = 一般的 cookie、存在伺服器的工作階段、存在簽署 cookie 裡的工作階段：並列比較。
lab-side-lede = 工作階段需要 cookie，但兩者並不相同。這張表比較一般的 cookie、資料存在伺服器的工作階段，以及資料存在簽署 cookie 裡的工作階段。
lab-side-cookie = 一般的 cookie
lab-side-session = 存在伺服器的工作階段
lab-side-signed = 存在簽署 cookie 裡的工作階段
lab-side-engines = 「存在伺服器」指的是 db、file、cache 和 cached_db 引擎；簽署的 cookie 則是 signed_cookies 引擎。
