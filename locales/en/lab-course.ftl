### The course: the route through the lessons, the marks, the search and the questions.

inspector-cookie-progress = Your progress through the lessons of the lab, signed.
