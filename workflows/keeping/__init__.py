"""Keeping the house: posts change hands, units and terms change, and the work that is under way goes along."""

from workflows.keeping.handing_on import HANDING_ON
from workflows.keeping.moving import MOVING
from workflows.keeping.switching import SWITCHING

JOB_KINDS = (HANDING_ON, MOVING, SWITCHING)
