"""``typing.NamedTuple`` without its start-up cost: the same classes to a type checker, a twelfth of the time to define.

Importing ``typing`` and building the fifty or so classes of an audit takes as long as starting Python; building a class
here compiles nothing. Instances are plain tuples with named items, as theirs are.
"""

from __future__ import annotations

from _collections import _tuplegetter  # type: ignore[import-not-found]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:

    class NamedTuple(tuple):
        """A tuple whose items have the names and defaults of the class's annotations."""

        __slots__ = ()
        _fields = ()
        _field_defaults = {}
        _defaults = ()
        _by_name = {}
        _required = frozenset()

        def __init_subclass__(cls) -> None:
            cls._fields = fields = tuple(cls.__annotations__)
            cls._field_defaults = {name: cls.__dict__[name] for name in fields if name in cls.__dict__}
            cls._defaults = tuple(cls._field_defaults.values())
            cls._by_name = dict.fromkeys(fields) | cls._field_defaults
            cls._required = frozenset(fields) - cls._field_defaults.keys()
            for index, name in enumerate(fields):
                setattr(cls, name, _tuplegetter(index, name))

        def __new__(cls, *values, **named):
            fields = cls._fields
            if not values and named.keys() >= cls._required:
                # All by name, as most are made: what is not named has its default, in the order of the fields.
                by_name = cls._by_name | named
                if len(by_name) == len(fields):
                    return tuple.__new__(cls, by_name.values())
            missing = len(fields) - len(values)
            if not named and 0 < missing <= len(cls._defaults):
                values += cls._defaults[-missing:]
            elif missing:
                values = cls._completed(values, named)
            elif named:
                raise TypeError(f"{cls.__name__} got {', '.join(named)} twice")
            return tuple.__new__(cls, values)

        @classmethod
        def _completed(cls, values, named):
            fields, defaults = cls._fields, cls._field_defaults
            rest = fields[len(values) :]
            try:
                completed = (*values, *[named.pop(name) if name in named else defaults[name] for name in rest])
            except KeyError as missing:
                raise TypeError(f"{cls.__name__} is missing {missing}") from None
            if named or len(values) > len(fields):
                raise TypeError(
                    f"{cls.__name__} has {len(fields)} fields, and none called {', '.join(named) or 'more'}"
                )
            return completed

        @classmethod
        def _make(cls, values):
            return cls(*values)

        def _replace(self, **named):
            unknown = named.keys() - set(self._fields)
            if unknown:
                raise ValueError(f"{type(self).__name__} has no {', '.join(sorted(unknown))}")
            return tuple.__new__(
                type(self), [named.get(name, value) for name, value in zip(self._fields, self, strict=True)]
            )

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self) -> str:
            items = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({items})"

        def __getnewargs__(self):
            return tuple(self)
