### The lab’s settings.
