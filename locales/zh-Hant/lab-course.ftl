### The course: the route through the lessons, the marks, the search and the questions.

inspector-cookie-progress = 您在實驗室的課程進度，有簽章。
