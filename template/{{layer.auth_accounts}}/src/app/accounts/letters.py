"""What is written to people. A code stands in the letter as text: an address would leak it."""

from app.core.identity import NAME
from app.core.mail import Letter


def write_confirmation(to: str, code: str) -> Letter:
    """Return the letter to somebody who has signed up."""
    text = f"Welcome to {NAME}. Your code to confirm this address, good for a day:\n\n{code}\n"
    return Letter(to, f"{NAME}: confirm your address", text)


def write_known(to: str) -> Letter:
    """Return the letter to somebody who has signed up again."""
    text = (
        f"Somebody, perhaps you, wanted an account at {NAME} with this address.\n"
        "You have one. If you have forgotten its password, ask for another.\n"
    )
    return Letter(to, f"{NAME}: you have an account", text)


def write_reset(to: str, code: str) -> Letter:
    """Return the letter to somebody who has forgotten their password."""
    text = (
        f"Your code for a new password at {NAME}, good for half an hour:\n\n{code}\n\n"
        "If you have not asked for it, do nothing: your password stays.\n"
    )
    return Letter(to, f"{NAME}: your new password", text)


def write_changed(to: str) -> Letter:
    """Return the letter to somebody whose password was changed."""
    text = f"Your password at {NAME} was changed. If it was not you, ask for another at once.\n"
    return Letter(to, f"{NAME}: your password was changed", text)
