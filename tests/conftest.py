"""What every test shares: how hard Hypothesis tries."""

from __future__ import annotations

import os

from hypothesis import settings

# No deadline: the first example of a kernel may have to load it. In CI the examples are the same in
# every run, so a red build is red for everybody; elsewhere each run tries new ones.
settings.register_profile("roster", deadline=None, max_examples=25, derandomize="CI" in os.environ)
settings.load_profile("roster")
