"""The nouns of rosgit: values that every other room speaks in. Standard library only."""
