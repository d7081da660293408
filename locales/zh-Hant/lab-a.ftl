### The controls of the lab’s lessons, letter A.
