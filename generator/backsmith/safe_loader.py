"""The safe loader of PyYAML: the fast one, where PyYAML was built with libyaml."""

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # it reads the same, slower
    from yaml import SafeLoader  # type: ignore[assignment]

__all__ = ["SafeLoader"]
