### The controls of the lab’s lessons, letter B.

lab-b-whole-page = All cookie operations, with every attribute, on the page of the plain cookies
