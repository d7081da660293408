## The pages on what the documents say, on the words, and on cookies beside sessions.
lab-documents-name = What the documents say
lab-documents-about = The statements of five texts for beginners, checked: right, imprecise or wrong, with the lesson and the test that show it.
lab-documents-lede = Beginners learn about sessions from texts such as these five. Here is each of their statements about how sessions behave, in our own words, with a verdict. A lesson and a test show what is right.
lab-documents-the-five = The five documents
lab-documents-document = Document { $number }
lab-documents-sections = § is the number of a section, counted by the headings: § 5.3 is the third part of the fifth section, and § 0 is the text before the first heading.
lab-documents-statements = The statements
lab-documents-from = Document
lab-documents-all-documents = All documents
lab-documents-verdict = Verdict
lab-documents-all-verdicts = All verdicts
lab-documents-right = Right
lab-documents-imprecise = Imprecise
lab-documents-wrong = Wrong
lab-documents-show = Show
lab-documents-count = { $count ->
    [0] No statement
    [one] { $count } statement
   *[other] { $count } statements
 }
lab-documents-lessons = Lessons that show it
lab-documents-in-lesson = Right, imprecise or wrong?
lab-documents-in-lesson-about = Statements from five texts for beginners. Decide for yourself, then open the statement.
lab-documents-more = Source and test

lab-words-name = The words
lab-words-about = The terms of the lessons in English and in the Chinese of Taiwan and of the mainland, each with what it means here.
lab-words-lede = The lessons use one word for each concept. These are the words in English, in traditional characters as in Taiwan, and in simplified characters as in the mainland.
lab-words-explained = Words about sessions
lab-words-others = Other words
lab-words-english = English
lab-words-traditional = Chinese (Taiwan)
lab-words-simplified = Chinese (mainland)

lab-side-name = Cookie or session?
lab-side-about = A plain cookie, a session on the server and a session in a signed cookie, side by side.
lab-side-lede = A session needs a cookie, but it is not one. The table compares a plain cookie with a session whose data is on the server, and with a session whose data is in a signed cookie.
lab-side-cookie = Plain cookie
lab-side-session = Session on the server
lab-side-signed = Session in a signed cookie
lab-side-engines = “On the server” are the engines db, file, cache and cached_db; a signed cookie is the engine signed_cookies.
