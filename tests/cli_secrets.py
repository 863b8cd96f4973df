"""Secrets that tests plant, to see that they come out nowhere."""

PASSWORD = "pl4nted-pa55word"
SECRET = "pl4nted-s3cret"
