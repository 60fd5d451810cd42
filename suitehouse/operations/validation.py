"""What is wrong with a file's settings, without what stands there: it may be a secret."""

from __future__ import annotations

from pydantic import ValidationError


def faults_of(error: ValidationError) -> str:
    """Return each fault as "place: what is wrong"; never the value that was given."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(
        f"{'.'.join(map(str, each['loc'])) or 'file'}: {each['msg']}" for each in found
    )
