### The controls of the lab’s lessons, letter B.

lab-b-whole-page = All of it, with every attribute, on the page of the plain cookies
