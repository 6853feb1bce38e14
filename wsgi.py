"""What web servers load: ``granian --interface wsgi wsgi:app``."""

from __future__ import annotations

from api.serving import application

app = application()
