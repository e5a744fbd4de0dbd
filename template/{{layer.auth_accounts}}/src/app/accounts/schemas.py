"""Accounts and logins as callers send and see them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.accounts.passwords import LONGEST, SHORTEST
from app.core.policy import Role
from app.core.types import TextOf

EMAIL = r"^[^@\s]{1,64}@[^@\s]{1,180}\.[^@\s.]{2,24}$"

Email = Annotated[str, TextOf(254), Field(pattern=EMAIL), AfterValidator(str.lower)]
Password = Annotated[str, TextOf(LONGEST, min_length=SHORTEST)]
AnyPassword = Annotated[str, TextOf(LONGEST)]  # to log in with: a rule would tell what is none
Secret = Annotated[str, TextOf(200, min_length=1)]


class Form(BaseModel):
    """What is sent: these fields and no others."""

    model_config = ConfigDict(extra="forbid")


class AccountSignUp(Form):
    """Somebody who wants an account."""

    email: Email
    password: Password


class AccountConfirm(Form):
    """The code of a letter."""

    code: Secret


class AccountLogin(Form):
    """Who logs in, and with what."""

    email: Email
    password: AnyPassword
    code: Secret | None = Field(
        default=None, description="Of the authenticator, or a recovery code."
    )


class AccountEmail(Form):
    """Who has forgotten their password."""

    email: Email


class AccountReset(Form):
    """The code of a letter, and the password to be."""

    code: Secret
    password: Password


class AccountPasswordChange(Form):
    """The password that is, and the one to be."""

    old_password: AnyPassword
    new_password: Password


class AccountPassword(Form):
    """The password, to do what matters."""

    password: AnyPassword


class AccountCode(Form):
    """The code that the authenticator shows."""

    code: Secret


class AccountProof(Form):
    """The password, and a code of the second factor."""

    password: AnyPassword
    code: Secret


class AccountChange(Form):
    """What an administrator decides of an account, all of it."""

    role: Role
    active: bool


@dataclass(slots=True)
class AccountSecondFactor:
    """What an authenticator has to be told, once."""

    secret: str
    uri: str


@dataclass(slots=True)
class AccountRecovery:
    """Codes for the day on which the authenticator is lost. Each is good once."""

    recovery_codes: list[str]


@dataclass(slots=True)
class AccountOut:
    """An account, without anything that opens it."""

    id: UUID
    email: str
    role: str
    active: bool
    confirmed: bool
    second_factor: bool
    created_at: datetime


@dataclass(slots=True)
class AccountPage:
    """Some accounts, and the cursor that asks for the next ones: null on the last page."""

    items: list[AccountOut]
    next_cursor: str | None
