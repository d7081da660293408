### The lab’s comparison of the engines.
