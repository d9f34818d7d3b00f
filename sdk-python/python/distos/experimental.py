"""Calls that may change or go in any release."""

from distos.generated import experiments as _experiments
from distos.generated.experiments import *  # noqa: F403

__all__: list[str] = []
__all__ += _experiments.__all__
