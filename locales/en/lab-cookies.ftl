### The lab’s plain cookies.
