"""All that an error tells: its own text and that of every error it hangs on, with their facts."""

from __future__ import annotations

import traceback


def told_by(error: BaseException) -> str:
    """Return the traceback as it is printed, and each chained error's repr, arguments, attributes.

    Errors that `raise … from None` hides from the traceback are told too.
    """
    printed = "".join(traceback.format_exception(error))
    return "\n".join([printed, *(_facts(each) for each in _chain(error))])


def _chain(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    ahead: list[BaseException | None] = [error]
    while ahead:
        each = ahead.pop()
        if each is not None and each not in found:
            found.append(each)
            ahead += [each.__cause__, each.__context__]
    return found


def _facts(error: BaseException) -> str:
    return f"{error!r} {error.args!r} {vars(error)!r}"
