"""The language of our users: intents and how they become rows, one file an intent."""
