"""Every table of the product, imported once, so that metadata and migrations know them all."""

import engine.calendar
import engine.editions
import engine.models  # noqa: F401
import workflows.approval.models
import workflows.cases.drafts
import workflows.cases.models
import workflows.correcting
import workflows.documents.models
import workflows.entering.models
import workflows.notices.models
import workflows.people.models
import workflows.recounting.models
import workflows.rectification.models
import workflows.settings.models
import workflows.supervision.beside.models
import workflows.supervision.chasing.models
import workflows.supervision.models
import workflows.supervision.summary_feedback.models
import workflows.supervision.symposium.models
import workflows.supervision.taking_over.models  # noqa: F401
