### The lab’s session as a dictionary.
