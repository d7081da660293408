### The course: the route through the lessons, the marks, the search and the questions.

inspector-cookie-progress = 您在实验室的课程进度，有签名。
