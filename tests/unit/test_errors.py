"""The tree drawn in the docstring is the tree in the code."""

import re

from suitehouse import errors


def depth_first(cls: type[Exception], depth: int = 0) -> list[tuple[int, str]]:
    children = [found for sub in cls.__subclasses__() for found in depth_first(sub, depth + 1)]
    return [(depth, cls.__name__), *children]


def test_the_drawing_equals_the_classes() -> None:
    drawn = [
        (len(prefix) // 4, name)
        for prefix, name in re.findall(
            r"^((?:[│├└─ ]{4})*)(\w+Error)", errors.__doc__ or "", re.MULTILINE
        )
    ]

    assert drawn == depth_first(errors.SuitehouseError)


def test_every_error_has_a_failing_exit_status() -> None:
    classes = [getattr(errors, name) for _, name in depth_first(errors.SuitehouseError)]

    assert {cls.exit_status for cls in classes} == {1, 2, 3}
