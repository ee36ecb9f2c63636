"""docs/parameters.md: the page of all settings, for who reads the documentation without a running EvoWeb."""

import re
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from evoweb.runs.pages.parameters import sections

TARGET = Path(settings.BASE_DIR) / "docs" / "parameters.md"


def parameters_page() -> str:
    """The whole file."""
    text = render_to_string("docs/parameters.md", {"sections": list(sections())})
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
