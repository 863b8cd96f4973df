"""Finished values to text. Nothing here prints, asks a clock or looks at the environment."""
