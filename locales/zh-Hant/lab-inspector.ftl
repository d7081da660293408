### The lab’s inspector.
