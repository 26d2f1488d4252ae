"""What the API takes and gives, for its documents and for checking what comes in."""

from marshmallow import RAISE, Schema, fields, validate


class Strict(Schema):
    """Unknown fields are refused."""

    class Meta:
        unknown = RAISE


class Problem(Schema):
    """RFC 9457: why something was not done, for people (`title`) and programs (`code`)."""

    type = fields.String(required=True)
    title = fields.String(required=True, metadata={"description": "a sentence in the caller's language"})
    status = fields.Integer(required=True)
    code = fields.String(required=True)
    errors = fields.Dict(metadata={"description": "what is wrong, by field path"})
    advice = fields.List(fields.String(), metadata={"description": "what to confirm with `confirmed`"})
    reference = fields.String(metadata={"description": "to be named when a fault is reported"})


class Page(Strict):
    """Paging by position, never by number: a page costs the same wherever it is."""

    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    after = fields.String(
        load_default="", validate=validate.Length(max=80), metadata={"description": "`next` of the page before"}
    )


class Key(Schema):
    """The header that makes a repeated request harmless."""

    idempotency_key = fields.String(
        required=True,
        data_key="Idempotency-Key",
        validate=validate.Length(8, 64),
        metadata={"description": "8–64 characters, new for each act"},
    )


class Item(Schema):
    id = fields.Integer()
    case_id = fields.Integer()
    element = fields.String()
    step = fields.String(metadata={"description": "the office's number, such as P1.2"})
    label = fields.String()
    title = fields.String()
    number = fields.String(allow_none=True)
    state = fields.String()
    due_at = fields.AwareDateTime(allow_none=True)
    light = fields.String(allow_none=True)


class Items(Schema):
    items = fields.List(fields.Nested(Item))
    next = fields.String(allow_none=True)


class Sent(Schema):
    """A message that may be sent instead of answering: it ends the item."""

    message = fields.String()
    label = fields.String()


class Corrected(Schema):
    """A correction that stands beside an entry."""

    at = fields.AwareDateTime()
    by_name = fields.String()
    wrong = fields.String()
    right = fields.String()
    reason = fields.String()


class ItemInFull(Item):
    form = fields.Dict(metadata={"description": "JSON Schema of the answer, with its conditions"})
    initial = fields.Dict()
    options = fields.Dict(metadata={"description": "choices that depend on the case, by field path"})
    sends = fields.List(fields.Nested(Sent), metadata={"description": "messages that end the item another way"})
    answer = fields.Raw(allow_none=True)
    decision = fields.String(allow_none=True)
    opinion = fields.String(allow_none=True)
    acted_at = fields.AwareDateTime(allow_none=True)
    corrections = fields.List(fields.Nested(Corrected), metadata={"description": "beside `answer`, oldest first"})


class Answer(Strict):
    """The values of the item's form."""

    answer = fields.Dict(required=True)
    confirmed = fields.Boolean(load_default=False, metadata={"description": "submit although there is advice"})
    entry = fields.Dict(load_default=None, allow_none=True, metadata={"description": "form C0: entered for another"})


class Outcome(Schema):
    item_id = fields.Integer()
    task_completed = fields.Boolean()
    outcome = fields.String(allow_none=True)
    opened = fields.List(fields.Integer(), metadata={"description": "work items that opened"})


class To(Strict):
    person_id = fields.Integer(required=True, validate=validate.Range(1, 2**53))
    reason = fields.String(load_default="", validate=validate.Length(max=500))


class Signer(To):
    where = fields.String(load_default="before", validate=validate.OneOf(["before", "after", "beside"]))


class Return(Strict):
    element = fields.String(required=True, validate=validate.Length(1, 64))
    reason = fields.String(required=True, validate=validate.Length(5, 1000))


class Send(Strict):
    message = fields.String(required=True, validate=validate.Length(1, 64))


class Correct(Strict):
    """What was wrong in one's own finished entry, what is right, and why; the entry itself stays."""

    answer = fields.Dict(required=True, metadata={"description": "`wrong`, `right`, `reason`: texts"})


class Urge(Strict):
    via = fields.String(load_default="NOTICE", validate=validate.OneOf(["NOTICE", "PHONE", "VISIT"]))
    note = fields.String(load_default="", validate=validate.Length(max=500))


class Case(Schema):
    id = fields.Integer()
    case_no = fields.String(allow_none=True)
    title = fields.String()
    kind = fields.String()
    stage = fields.String()
    state = fields.String()
    priority = fields.String()
    committee_id = fields.Integer(allow_none=True)
    created_at = fields.AwareDateTime()
    next_due_on = fields.Date(
        allow_none=True, metadata={"description": "earliest date of its open steps, as on the list page"}
    )
    next_light = fields.String(allow_none=True)


class Cases(Schema):
    cases = fields.List(fields.Nested(Case))
    next = fields.String(allow_none=True)


class CaseFilter(Page):
    state = fields.String(load_default="", validate=validate.Length(max=32))
    text = fields.String(load_default="", validate=validate.Length(max=60))
    mine = fields.Boolean(load_default=False)


class Held(Schema):
    holder = fields.String(metadata={"description": "COMMITTEE, OFFICE, CHAIR, TEAM, UNIT, OUTSIDE, PAUSE, NOBODY"})
    who = fields.String()
    days = fields.Integer()


class ClockLedger(Schema):
    """Working days of a case by who held it; the entries add up to `days`."""

    since = fields.Date()
    until = fields.Date()
    days = fields.Integer()
    entries = fields.List(fields.Nested(Held))


class CaseInFull(Case):
    sentence = fields.String()
    open_items = fields.List(fields.Nested(Item))
    is_suspended = fields.Boolean()
    clock_ledger = fields.Nested(ClockLedger, allow_none=True, metadata={"description": "for the office alone"})


class WhyPart(Schema):
    """One step of the sum: the basis, each change, and the date that results."""

    title = fields.String()
    lines = fields.List(fields.String())
    at = fields.AwareDateTime(allow_none=True)
    who = fields.String()
    reason = fields.String()


class Why(Schema):
    what = fields.String()
    due_on = fields.Date(allow_none=True, metadata={"description": "null: the clock stands still"})
    case_id = fields.Integer()
    parts = fields.List(fields.Nested(WhyPart))


class Deadline(Schema):
    rule = fields.String()
    what = fields.String()
    who = fields.String(metadata={"description": "who owes it; empty for what comes by itself"})
    track_id = fields.Integer(allow_none=True)
    basis = fields.String(metadata={"description": "INSTRUCTION, PRINTED, PLAN, RULE, ACTIVITY, DECISION"})
    basis_label = fields.String()
    starts_on = fields.Date(allow_none=True, metadata={"description": "null where the caller may not know since when"})
    due_at = fields.AwareDateTime(allow_none=True, metadata={"description": "null: the clock stands still"})
    warn_at = fields.AwareDateTime(allow_none=True)
    state = fields.String(metadata={"description": "RUNNING, SUSPENDED, MET, FIRED, VOID"})
    is_paused = fields.Boolean()
    days_left = fields.Integer(allow_none=True, metadata={"description": "working days that remain after a pause"})
    light = fields.String()
    light_label = fields.String()
    why = fields.String(allow_none=True, metadata={"description": "address of its sum"})


class Deadlines(Schema):
    deadlines = fields.List(fields.Nested(Deadline))


class Entry(Schema):
    seq = fields.Integer()
    at = fields.AwareDateTime()
    event = fields.String()
    person_id = fields.Integer()
    post = fields.String()
    data = fields.Dict()
    hash = fields.String()


class Entries(Schema):
    entries = fields.List(fields.Nested(Entry))
    next = fields.String(allow_none=True)


class EntryToMake(Schema):
    """A step that a registered document answers, and that nobody has entered yet."""

    answer_id = fields.Integer()
    document_id = fields.Integer()
    item_id = fields.Integer(allow_none=True, metadata={"description": "the item to answer; null: not its turn yet"})
    process = fields.String(allow_none=True, metadata={"description": "what begins with it, in place of an item"})
    case_id = fields.Integer()
    track_id = fields.Integer()
    title = fields.String()
    number = fields.String(allow_none=True)
    label = fields.String(metadata={"description": "the step"})
    unit = fields.String()
    document = fields.String(metadata={"description": "its number and title"})
    via = fields.String()
    received_on = fields.Date()
    registered_by = fields.String()
    registered_at = fields.AwareDateTime()
    due_on = fields.Date(allow_none=True)
    light = fields.String()


class EntriesToMake(Schema):
    rows = fields.List(fields.Nested(EntryToMake))
    next = fields.String(allow_none=True)


class Year(Strict):
    year = fields.Integer(load_default=None, validate=validate.Range(2000, 2100))


class PlanRow(Schema):
    id = fields.Integer()
    no = fields.Integer()
    title = fields.String()
    committee = fields.String()
    cases = fields.List(fields.String(), metadata={"description": "numbers of what was initiated on it"})


class Plan(Schema):
    """A year: its rows, and how many approved initiations were planned and not."""

    year = fields.Integer()
    lines = fields.List(fields.Nested(PlanRow))
    planned = fields.Integer()
    unplanned = fields.Integer()


class NewPlanRow(Strict):
    year = fields.Integer(required=True, validate=validate.Range(2000, 2100))
    title = fields.String(required=True, validate=validate.Length(1, 120))
    committee_id = fields.Integer(required=True, validate=validate.Range(1, 2**53))


class PlanRowKey(Schema):
    id = fields.Integer()


class Begun(Schema):
    case_id = fields.Integer()
    case_no = fields.String(allow_none=True)
    item_id = fields.Integer()


class Form(Schema):
    process = fields.String()
    element = fields.String()
    step = fields.String()
    label = fields.String()
    schema = fields.Dict()


class Forms(Schema):
    forms = fields.List(fields.Nested(Form))
