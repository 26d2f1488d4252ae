"""Between a posted HTML form and the JSON that a form of the engine loads, both ways."""

from web.forms.decode import decode
from web.forms.view import FormView, form_view

__all__ = ["FormView", "decode", "form_view"]
