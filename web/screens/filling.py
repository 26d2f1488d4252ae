"""A form as its reader finds it: what he has just posted, else his draft, else what the step starts with."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from engine import commands
from engine.forms import Form, Option
from engine.text import Text
from web.auth import actor
from web.forms import decode, form_view
from web.screens import labels
from web.words import fmt_instant, language
from workflows.cases import drafts


@dataclass
class Filling:
    """One form on a page. `key` names its draft, `draft_url` is where the draft is kept."""

    form: type[Form]
    key: str
    draft_url: str
    initial: Callable[[], Mapping[str, Any]]
    options: Mapping[str, Sequence[Option]]
    posted: MultiDict[str, str] = field(default_factory=MultiDict)
    errors: dict[str, list[Text]] = field(default_factory=dict)

    def context(self, session: Session) -> dict[str, Any]:
        """What every page with a form needs: the view, where files and rows are sought, draft and request key."""
        draft = drafts.find(session, actor().person_id, self.key)
        values = commands.as_json(self._values(draft))
        named, filed = labels.names(session, labels.ids_of(self.form, values))
        return {
            "view": form_view(
                self.form,
                values,
                errors=self.errors,
                options=self.options,
                label_of=named,
                file_of=filed,
                language=language(),
            ),
            "urls": {"upload": url_for("files.upload"), "pick": url_for("lookup.pick", kind="KIND")},
            "request_key": request.form.get("request_key") or secrets.token_urlsafe(18),
            "draft": {
                "url": self.draft_url,
                "key": self.key,
                "saved_at": fmt_instant(draft.saved_at) if draft else "",
            },
        }

    def _values(self, draft: drafts.Draft | None) -> Mapping[str, Any]:
        if self.posted:
            return decode(self.form, self.posted)
        if draft is not None:
            return decode(self.form, MultiDict([(name, value) for name, value in draft.entries]))
        return self.initial()
