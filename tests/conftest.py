"""Makes the modules beside this file importable from every folder of tests."""

import os

from hypothesis import settings

# A deadline would be an assertion about the machine's load, not about the code.
settings.register_profile("rosgit", deadline=None)
settings.load_profile("rosgit")

# Nor is the width of whoever runs the tests an assertion about anything.
os.environ["COLUMNS"] = "100"
