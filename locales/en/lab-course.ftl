### The course: the route through the lessons, the marks, the search and the questions.

inspector-cookie-progress = Your progress through the lessons of the lab, signed.
course-start = Start here
course-start-about = The main route has twelve lessons: from the first request to two tabs that change the same cart. In each lesson you predict a result, run the experiment with your own session, and compare.
course-progress = { $done } of { $stops } lessons of the main route done; { $visited } of all { $lessons } lessons opened
course-begin = Begin
course-continue = Continue
course-finished = You have finished the main route. The other lessons are listed below.
course-kept = A signed cookie of the lab keeps your progress in this browser. The session could not keep it: the lessons flush sessions and let them expire, and the progress would be lost with them.
course-reset = Remove my progress
course-minutes = { $minutes } minutes
course-before = You need
course-after = Afterwards you can
course-route = Main route
course-all = All lessons
course-mark-done = Done
course-mark-visited = Opened
course-position-route = Main route: { $position } of { $total }
course-position-letter = { $letter }: { $position } of { $total }
course-search = Search the lessons
course-search-words = Words in a lesson
course-search-find = Search
course-search-count = { $count ->
    [0] No lesson contains all these words.
    [one] One lesson contains these words.
   *[other] { $count } lessons contain these words.
}
course-predict = Predict
course-predict-keep = Keep my prediction
course-predict-again = Change my prediction
course-predict-first = The result is shown after you have made a prediction and run the experiment.
course-chosen = Your prediction is stored. Now run the experiment below.
course-locked = You have seen the result, so this prediction can’t be changed any more.
course-choose = Choose one of the answers.
course-compare = Compare
course-compare-about = Run the experiment first. Then compare what happened with your prediction.
course-have-run = I have run the experiment
course-predicted = As you predicted
course-not-predicted = Not as you predicted
course-your-prediction = You predicted
course-what-happened = What happens
course-why = Why
course-behaviour = Behaviour { $id }
