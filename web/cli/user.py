"""kanjian user: accounts and posts."""

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import SYSTEM
from engine.db import transaction
from web.cli.opening import open_store
from web.settings import from_environment
from workflows.people import accounts, appointing, passwords
from workflows.people.models import Account, Committee, Cppcc, Person, Post, Unit
from workflows.people.posts import Appointment
from workflows.people.roles import Role, ScopeKind


@click.group()
def user() -> None:
    """Accounts and posts."""


@user.command()
@click.argument("login")
@click.option("--name", required=True, help="the person's name; an existing person of that name gets the account")
def add(login: str, name: str) -> None:
    """Open an account LOGIN; its first password is printed once and must be changed."""
    database = open_store(from_environment())
    password = passwords.initial_password()
    with transaction(database) as session:
        person = session.scalar(select(Person).where(Person.name == name))
        if person is None:
            cppcc = session.scalar(select(Cppcc.id).order_by(Cppcc.id).limit(1))
            person = Person(name=name, cppcc_id=cppcc)
            session.add(person)
            session.flush()
        accounts.create_account(session, person, login, passwords.hash_password(person, login, password), SYSTEM)
    click.echo(f"{accounts.fold(login)}  {password}")


@user.command()
@click.argument("login")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.option("--title", required=True, help="the title as printed, such as 城建委主任")
@click.option("--committee", help="code or name of a committee")
@click.option("--unit", help="name of a responsible unit")
def role(login: str, role: str, title: str, committee: str | None, unit: str | None) -> None:
    """Give LOGIN the post ROLE: of a committee, of a unit, or of the whole body. Once there is a system administrator,
    the post is proposed, and he confirms it."""
    with transaction(open_store(from_environment())) as session:
        account = session.scalar(select(Account).where(Account.login == accounts.fold(login)))
        if account is None:
            raise click.ClickException(f"没有账号 {login} · there is no account {login}")
        wish = Appointment(Role(role), _scope(session, committee, unit), title, clock.today())
        made = appointing.set_up(session, account.person_id, wish, SYSTEM)
    if isinstance(made, Post):
        click.echo(made.group)
    else:
        click.echo("已提出，待系统管理员复核后生效 · proposed; the system administrator has to confirm it")


def _scope(session: Session, committee: str | None, unit: str | None) -> tuple[ScopeKind, int]:
    if committee:
        wanted = (Committee.code == committee) | (Committee.name == committee) | (Committee.short == committee)
        found = session.scalar(select(Committee.id).where(wanted))
        kind, name = ScopeKind.COMMITTEE, committee
    elif unit:
        found = session.scalar(select(Unit.id).where((Unit.name == unit) | (Unit.short == unit)))
        kind, name = ScopeKind.UNIT, unit
    else:
        found, kind, name = session.scalar(select(Cppcc.id).order_by(Cppcc.id).limit(1)), ScopeKind.CPPCC, "CPPCC"
    if found is None:
        raise click.ClickException(f"没有 {name} · there is no {name}")
    return kind, found
