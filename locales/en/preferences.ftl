### preferences
