"""What a plugin is opened with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from eraser.errors import ConfigError
from eraser.model.secret import Secret


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """One store of eraser.yaml, resolved: `options` for a reader or for a writer, never both.

    `options` holds plain values and, for what came from `env:` or `file:`, `Secret`s.
    """

    name: str
    options: Mapping[str, object] = field(default_factory=dict)

    def text(self, option: str, default: str | None = None) -> str:
        """The option as text. Raises ConfigError, naming store and option, when it is missing."""
        value = self.options.get(option, default)
        if value is None:
            raise ConfigError(
                f"stores.{self.name}: option '{option}' is missing; add it to eraser.yaml."
            )
        return value.reveal() if isinstance(value, Secret) else str(value)

    def refuse_unknown(self, known: Collection[str]) -> None:
        """A plugin calls this first: a misspelt option must not be silently without effect.

        Raises ConfigError, naming the store, the option and the ones that there are.
        """
        unknown = sorted(set(self.options) - set(known))
        if unknown:
            raise ConfigError(
                f"stores.{self.name}: there is no option '{unknown[0]}'; known are: "
                f"{', '.join(sorted(known))}."
            )

    def optional(self, option: str) -> str | None:
        """The option as text, or None."""
        return self.text(option) if self.options.get(option) is not None else None

    def texts(self, option: str) -> tuple[str, ...]:
        """The option as a list of texts (one text is a list of one); empty when missing."""
        value = self.options.get(option)
        if value is None:
            return ()
        if isinstance(value, (list, tuple)):
            return tuple(v.reveal() if isinstance(v, Secret) else str(v) for v in value)
        return (self.text(option),)
