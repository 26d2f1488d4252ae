"""Who acts. Everybody acts in a post; a group key such as `committee_director@committee:3` names one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Standing:
    """What entitles an actor to a group: a post, held by himself or (a delegation) for another person."""

    post_id: int | None
    title: str
    on_behalf_of: int | None = None


@dataclass(frozen=True)
class Actor:
    """A person with the groups that he may act for today; `person_id` 0 is the system itself."""

    person_id: int
    name: str
    standings: Mapping[str, Standing] = field(default_factory=dict)

    @property
    def groups(self) -> frozenset[str]:
        return frozenset(self.standings) | {person_group(self.person_id)}

    def standing_for(self, groups: Iterable[str]) -> Standing | None:
        """The standing by which this actor is among `groups`; his own posts come before delegations."""
        own = person_group(self.person_id)
        wanted = list(groups)
        found = [self.standings[group] for group in wanted if group in self.standings]
        found.sort(key=lambda standing: standing.on_behalf_of is not None)
        if found:
            return found[0]
        return Standing(None, "") if own in wanted else None


def person_group(person_id: int) -> str:
    """The group that holds one person alone."""
    return f"person:{person_id}"


SYSTEM = Actor(0, "系统")
