"""What can be wrong with a login, or a request for accounts."""

from app.core.errors import (
    Conflict,
    NotFound,
    Refused,
    ServiceError,
    TooManyRequests,
    Unauthenticated,
)


class LoginRefused(Unauthenticated):
    """No such account, a wrong password, not confirmed, not active: nobody is told which."""

    def __init__(self) -> None:
        super().__init__("The e-mail address or the password is wrong.")


class SecondFactorNeeded(Unauthenticated):
    """The password is right, and the account wants a code as well."""

    title = "Second factor needed"

    def __init__(self) -> None:
        super().__init__("Send the code of your authenticator, or a recovery code, as well.")


class CodeRefused(Refused):
    """A code is wrong, used up or too old: nobody is told which."""

    def __init__(self) -> None:
        super().__init__("The code is wrong, or its time is over.")


class PasswordRefused(ServiceError):
    """The password is one of those that are tried first."""

    status = 422
    title = "Unprocessable content"

    def __init__(self) -> None:
        super().__init__("This password is too easy to guess: take several words.")


class SignUpClosed(NotFound):
    """Nobody makes an account for themselves here."""

    def __init__(self) -> None:
        super().__init__("Accounts are not made by their owners here.")


class AccountNotFound(NotFound):
    """There is no such account."""

    def __init__(self) -> None:
        super().__init__("There is no account with this id.")


class EmailTaken(Conflict):
    """Another account has this address. Only operators are told."""

    def __init__(self) -> None:
        super().__init__("This account, or a first administrator, is there already.")


class SecondFactorThere(Conflict):
    """The account has a second factor already."""

    def __init__(self) -> None:
        super().__init__("The account has a second factor: remove it first.")


class TooManyTries(TooManyRequests):
    """Somebody tries too often, whoever they are."""

    def __init__(self, retry_seconds: int) -> None:
        super().__init__("Too many tries. Wait a while.", retry_seconds)
