"""What must not be, and what is doubtful: one function a code, over finished values."""
