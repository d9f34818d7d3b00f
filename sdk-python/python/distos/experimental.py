"""Calls that may change or go in any release."""

from distos.generated import _experiments
from distos.generated._experiments import *  # noqa: F403

__all__: list[str] = []
__all__ += _experiments.__all__
