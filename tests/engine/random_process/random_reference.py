"""What should happen, told on the blocks themselves: a second interpreter that knows no BPMN and no library.

Every block that was entered is a node of a tree; going back throws away what came later in the tree.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from tests.engine.random_process.random_blocks import And, Block, Bound, Fail, Host, Loop, Seq, Step, Sub, Xor

SILENT = ("service",)
Data = dict[str, int]
ANY = -1  # a value that two branches wrote side by side: either may count


class Node:
    """`status`: active, done, cut (an event ended it) or gone (taken back)."""

    def __init__(self, block: Block, parent: "Node | None") -> None:
        self.block = block
        self.parent = parent
        self.children: list[Node] = []  # of a host: what it holds, then the handler of what interrupted it
        self.sides: list[Node] = []  # of a host: what its non-interrupting events started
        self.armed: list[Bound] = list(block.bounds) if isinstance(block, Host) else []
        self.status = "active"
        self.number = 0
        self.entry: Data = {}
        self.exit: Data = {}

    def up(self) -> "Iterator[Node]":
        """The node and those around it."""
        node: Node | None = self
        while node is not None:
            yield node
            node = node.parent

    def below(self) -> "Iterator[Node]":
        yield self
        for child in [*self.children, *self.sides]:
            yield from child.below()

    def mark(self, status: str, only: str = "") -> None:
        for node in self.below():
            if not only or node.status == only:
                node.status = status


class Game:
    """`facts` must be set before each act; an act runs on until only people, jobs and events are waited for."""

    def __init__(self, block: Block) -> None:
        self.facts: Mapping[str, int] = {}
        self._block = block
        self._number = 0
        self._agenda: list[tuple[str, Node]] = []
        self.root: Node

    def start(self) -> None:
        self.root = Node(Sub("main", self._block), None)
        self._agenda.append(("enter", self.root))
        self._run()

    # -- what can be seen

    @property
    def completed(self) -> bool:
        return self.root.status == "done"

    def open(self) -> Counter[tuple[str, str]]:
        """(element id, kind) -> how many."""
        return Counter((id, kind) for id, kind, _, _ in self._open())

    def data(self, id: str) -> Data:
        """What the one step or event of that id, which waits, gets to see."""
        [node] = [node for open_id, _, node, _ in self._open() if open_id == id]
        return node.entry

    def passed(self) -> set[str]:
        return {node.block.id for node in self._returnable() if isinstance(node.block, Step)}

    # -- acts

    def finish(self, id: str, values: Data) -> None:
        """A user, a job or an intermediate event that waits is done; a boundary event happens."""
        [(_, _, node, bound)] = [entry for entry in self._open() if entry[0] == id]
        if bound is None:
            node.exit = node.entry | values
            self._agenda.append(("done", node))
        else:
            self._happen(node, bound, values)
        self._run()

    def fail(self, id: str, values: Data) -> None:
        [node] = [node for _, _, node, _ in self._open() if isinstance(node.block, Step) and node.block.id == id]
        host = node.parent
        assert host is not None
        self._happen(host, next(bound for bound in host.armed if bound.event == "error"), values)
        self._run()

    def send_back(self, id: str) -> set[str]:
        """The ids of the user tasks that were taken back."""
        target = max(
            (node for node in self._returnable() if isinstance(node.block, Step) and node.block.id == id),
            key=lambda node: node.number,
        )
        before = self._standing()
        self._reopen(target)
        self._run()
        after = self._standing()
        return {node.block.id for node in before if node not in after and isinstance(node.block, Step)} - {id}

    # -- inside

    def _open(self) -> Iterator[tuple[str, str, Node, Bound | None]]:
        for node in self.root.below():
            if node.status != "active":
                continue
            if isinstance(node.block, Step):
                yield node.block.id, "message" if node.block.kind == "receive" else node.block.kind, node, None
            if isinstance(node.block, Host) and node.children[0].status == "active":
                for bound in node.armed:
                    if bound.event != "error":
                        yield bound.id, bound.event, node, bound

    def _standing(self) -> set[Node]:
        return {
            node
            for node in self.root.below()
            if isinstance(node.block, Step) and node.block.kind == "user" and node.status in ("active", "done")
        }

    def _returnable(self) -> Iterator[Node]:
        for node in self._standing():
            if node.status == "done" and not any(around.status == "cut" for around in node.up()):
                yield node

    def _run(self) -> None:
        while self._agenda:
            what, node = self._agenda.pop(0)
            if node.status == "active":
                getattr(self, f"_{what}")(node)

    def _put(self, block: Block, parent: Node, entry: Data) -> Node:
        node = Node(block, parent)
        node.entry = entry
        self._agenda.append(("enter", node))
        return node

    def _enter(self, node: Node) -> None:
        block = node.block
        if isinstance(block, Step):
            if block.kind in SILENT:
                self._leave(node, node.entry)
        elif isinstance(block, Fail) and self.facts[block.id]:
            self._throw(node)
        elif isinstance(block, Fail):
            self._leave(node, node.entry)
        elif isinstance(block, Seq):
            self._next(node)
        else:
            node.children += [self._put(held, node, node.entry) for held in self._held(block)]

    def _held(self, block: Xor | And | Loop | Sub | Host) -> list[Block]:
        if isinstance(block, Xor):
            return [block.ways[self.facts[block.id]]]
        if isinstance(block, And):
            return list(block.ways)
        return [block.inner if isinstance(block, Host) else block.body]

    def _next(self, node: Node) -> None:
        assert isinstance(node.block, Seq)
        data = node.children[-1].exit if node.children else node.entry
        if len(node.children) == len(node.block.parts):
            self._leave(node, data)
        else:
            node.children.append(self._put(node.block.parts[len(node.children)], node, data))

    def _leave(self, node: Node, data: Data) -> None:
        node.exit = data
        self._done(node)

    def _done(self, node: Node) -> None:
        node.status = "done"
        self._number += 1
        node.number = self._number
        parent = node.parent
        if parent is None:
            return
        if node in parent.sides:
            self._level_may_end(self._level(parent))
        elif isinstance(parent.block, Seq):
            self._next(parent)
        elif isinstance(parent.block, Loop) and self.facts[parent.block.id]:
            parent.children.append(self._put(parent.block.body, parent, node.exit))
        elif isinstance(parent.block, And):
            if all(child.status == "done" for child in parent.children):
                self._leave(parent, _joined(parent))
        elif isinstance(parent.block, Sub):
            self._level_may_end(parent)
        else:
            self._leave(parent, node.exit)

    def _level(self, node: Node) -> Node:
        return next(around for around in node.up() if isinstance(around.block, Sub))

    def _level_may_end(self, level: Node) -> None:
        """A level ends when its main path and all side branches have."""
        if level.children[0].status == "done" and not any(side.status == "active" for side in self._sides(level)):
            self._leave(level, _with_sides(level.children[0].exit, self._sides(level)))

    def _sides(self, level: Node) -> Iterator[Node]:
        todo = list(level.children)
        while todo:
            node = todo.pop()
            yield from node.sides
            todo += node.sides
            if not isinstance(node.block, Sub):
                todo += node.children

    def _throw(self, node: Node) -> None:
        for around in node.up():
            host = around.parent
            if isinstance(around.block, Sub) and host is not None and isinstance(host.block, Host):
                caught = [bound for bound in host.armed if bound.event == "error"]
                if caught:
                    self._happen(host, caught[0], node.entry)
                    return
        raise AssertionError("the recipe lets nothing fail that is not caught")

    def _happen(self, host: Node, bound: Bound, values: Data) -> None:
        if bound.interrupting:
            host.children[0].mark("cut", only="active")
            host.children.append(self._put(bound.handler, host, host.entry | values))
        else:
            host.armed.remove(bound)
            host.sides.append(self._put(bound.handler, host, host.entry | values))

    def _reopen(self, node: Node) -> None:
        node.status = "active"
        parent = node.parent
        if parent is None:
            return
        if node in parent.sides:
            self._reopen_level(self._level(parent))
        elif isinstance(parent.block, Sub):
            self._reopen_level(parent)
        else:
            if isinstance(parent.block, Seq | Loop):
                self._forget(parent.children, parent.children.index(node) + 1)
            if isinstance(parent.block, Host) and parent.status == "done" and node is parent.children[0]:
                parent.armed = list(parent.block.bounds)
                self._forget(parent.sides, 0)
            self._reopen(parent)

    def _reopen_level(self, level: Node) -> None:
        """A level that still runs has nothing behind it that could be taken back."""
        if level.status == "done":
            self._reopen(level)

    def _forget(self, nodes: list[Node], keep: int) -> None:
        for node in nodes[keep:]:
            node.mark("gone")
        del nodes[keep:]


def _joined(split: Node) -> Data:
    """What each branch changed since the split; of two that wrote the same, the one that ended last counts."""
    joined = dict(split.entry)
    for branch in sorted(split.children, key=lambda node: node.number):
        joined |= {key: value for key, value in branch.exit.items() if split.entry.get(key) != value}
    unsure = {key for branch in split.children for key, value in branch.exit.items() if value == ANY}
    return joined | dict.fromkeys(unsure, ANY)


def _with_sides(main: Data, sides: Iterable[Node]) -> Data:
    """What the main path ended with, and what each side branch changed since it began."""
    ended = dict(main)
    for side in sides:
        assert side.parent is not None
        began = side.parent.entry
        for key, value in side.exit.items():
            if value != began.get(key):
                ended[key] = value if ended.get(key) == began.get(key) != ANY else ANY
    return ended
