"""A document as inner HTML, typeset as on paper; the same for a screen, a print and an archive's package."""

from markupsafe import Markup, escape

from workflows.documents.letter import Letter


def letter_html(found: Letter) -> Markup:
    """The letter typeset as on paper."""
    number = escape(found.number) if found.number else Markup('<span class="paper-pending">（编号后填写）</span>')
    signatory = Markup("<span>签发人：{}</span>").format(found.signatory) if found.signatory else ""
    centred = "" if signatory else " is-centred"
    lines = [
        Markup('<p class="paper-head">{}</p>').format(found.head),
        Markup('<div class="paper-line{}"><span>{}</span>{}</div>').format(Markup(centred), number, signatory),
        Markup('<hr class="paper-rule">'),
        Markup('<h2 class="paper-title">{}</h2>').format(Markup("<br>").join(found.title_lines)),
        Markup('<p class="flush">{}</p>').format(found.recipients),
    ]
    for block in found.body:
        tag = {1: "h3"}.get(block.level, "p")
        lines.append(Markup("<{}>{}</{}>").format(Markup(tag), block.line, Markup(tag)))
    if found.closing:
        lines.append(Markup("<p>{}</p>").format(found.closing))
    if found.annexes:
        lines.append(Markup('<p class="paper-note">附件：{}</p>').format(Markup("<br>").join(found.annexes)))
    date = escape(found.sign_date) or Markup('<span class="paper-pending">（签发后填写）</span>')
    lines.append(Markup('<div class="paper-sign"><p>{}</p><p>{}</p></div>').format(found.sign_name, date))
    if found.contact:
        lines.append(Markup("<p>{}</p>").format(found.contact))
    return Markup("").join([*lines, _imprint(found)])


def _imprint(found: Letter) -> Markup:
    parts = []
    if found.copy_to:
        parts.append(Markup("<p>{}</p>").format(found.copy_to))
    if found.imprint[0]:
        parts.append(Markup("<p><span>{}</span><span>{}</span></p>").format(*found.imprint))
    return Markup('<div class="paper-imprint">{}</div>').format(Markup("").join(parts)) if parts else Markup("")


def sheet_html(title: str, lines: list[tuple[str, str]]) -> Markup:
    """A plan, an initiation sheet or a report: a title, and its parts under their labels."""
    head = Markup('<h2 class="paper-title">{}</h2>').format(title)
    body = [
        Markup("<h3>{}</h3>").format(label)
        + Markup("").join(Markup("<p>{}</p>").format(line) for line in text.split("\n") if line)
        for label, text in lines
    ]
    return Markup("").join([head, *body])
