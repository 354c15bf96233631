"""The switches of the stand-in itself, with what they mean; a company's own switches are the company's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Setting:
    """A switch: its default says its type, and `choices` what it may be if that is not enough."""

    default: Any
    text: str
    choices: tuple[Any, ...] = ()

    def fit(self, name: str, value: Any) -> Any:
        """Return the value as this switch keeps it. Raises ValueError with a sentence."""
        if isinstance(self.default, bool):
            if not isinstance(value, bool):
                raise ValueError(f"{name} is true or false, not {value!r}.")  # noqa: TRY004  # it came as JSON
        elif isinstance(self.default, int | float):
            value = self._number(name, value)
        elif not isinstance(value, str):
            raise ValueError(f"{name} is a text, not {value!r}.")  # noqa: TRY004  # likewise
        if self.choices and value not in self.choices:
            raise ValueError(f"{name} is one of {', '.join(map(str, self.choices))}, not {value!r}.")
        return value

    def _number(self, name: str, value: Any) -> int | float:
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise ValueError(f"{name} is a number from 0, not {value!r}.")
        return value


# Where the reference knows two answers or none for certain, the stricter one is the default.
SETTINGS: Mapping[str, Setting] = {
    "access_seconds": Setting(3600, "Life of an access token."),
    # 8,726,400 in some samples, 8,640,000 in others (1.4).
    "refresh_seconds": Setting(8_640_000, "Life of a refresh token from its last use."),
    "rotation_seconds": Setting(86_400, "Age at which a refresh gives a new refresh token; 0: every time."),
    # Nought or a day (1.5).
    "grace_seconds": Setting(0, "How long a refresh token is still taken after its successor was given."),
    # Not known (1.3); ten minutes are what clients assume.
    "code_seconds": Setting(600, "Life of an authorization code."),
    "hard_expiry_days": Setting(1826, "Days from consent after which a grant ends whatever happens."),
    # "May" (1.3).
    "code_reuse_ends_grant": Setting(
        default=True, text="A code used twice ends what it gave the first time."
    ),
    # Not known (1.5).
    "refresh_ends_access_tokens": Setting(default=True, text="A refresh ends the grant's access tokens."),
    # Not known (1.8).
    "access_token_revokes_grant": Setting(
        default=True, text="Revoking an access token ends the whole grant."
    ),
    "gone_grant_status": Setting(401, "Answer to the access token of a grant that ended.", (401, 403)),
    "removed_person_status": Setting(403, "Answer when who connected has left the company.", (401, 403)),
    "limits": Setting(default=True, text="Whether limits hold at all."),
    "requests_per_minute": Setting(500, "Per company."),
    "requests_per_second": Setting(10, "Per company and app."),
    "concurrent": Setting(10, "Requests at a time, per company and app."),
    "batches_per_minute": Setting(40, "Per company and app."),
    "realm_batches_per_minute": Setting(120, "Per company."),
    "combined_per_minute": Setting(800, "Requests and batches, per company and app."),
    # What is said once they are used up is not known (3); 429 is.
    "mails_per_day": Setting(40, "Mails a sandbox company may send."),
    "reads_per_month": Setting(
        500_000, "Reads of an app over all its companies, as metered for the smallest plan."
    ),
    # Not known (7.1). By its items the documented 40 batches a minute could never be reached.
    "batch_counts": Setting("one", "What a batch counts towards requests.", ("none", "one", "items")),
    "throttle_format": Setting("xml", "Body of 429.", ("xml", "json")),
    "retry_after": Setting(0, "Seconds told in Retry-After with 429; 0: the header is not sent."),
    # Not known (4.2): 415, or 400 as everything else that a client gets wrong.
    "content_type_status": Setting(415, "Answer to a body that is neither JSON nor XML.", (400, 415)),
    "redirect_policy": Setting(
        default=True, text="Redirect URIs are https, and for development keys http://localhost too."
    ),
    "cap_seconds": Setting(120, "Longest time a request may take before 504."),
    "latency": Setting(default=True, text="Whether answers take as long as the real ones."),
    "latency_read_ms": Setting(140, "Reading one object."),
    "latency_query_ms": Setting(220, "A query, CDC or report."),
    "latency_write_ms": Setting(420, "Creating, changing, deleting."),
    "latency_file_ms": Setting(700, "PDF, upload, download, sending."),
    "latency_batch_ms": Setting(180, "A batch, beside its items."),
    "latency_item_ms": Setting(160, "One item of a batch."),
    "latency_token_ms": Setting(250, "The token endpoint."),
    "latency_spread": Setting(0.3, "Share by which a time varies to either side."),
    "name_lock": Setting(default=True, text="Two writes to names at a time: the second is refused."),
    "webhook_delay_seconds": Setting(1.0, "Time in which changes are gathered before they are told."),
    "webhook_timeout_seconds": Setting(3.0, "Time an address has for its answer."),
    "webhook_compression": Setting(1, "By how much waits between retries are divided."),
    "webhook_hold": Setting(default=True, text="Later events wait until the earlier are acknowledged."),
    "webhook_self_echo": Setting(default=True, text="An app is told of its own writes too."),
    # The threshold is not known (7.3).
    "webhook_disable_after_seconds": Setting(259_200, "Time of failing after which an address is disabled."),
}


class Settings:
    """The values in force; what is not set has its default."""

    def __init__(self, values: Mapping[str, Any] | None = None) -> None:
        self._values = {name: setting.default for name, setting in SETTINGS.items()}
        self.update(values or {})

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def as_dict(self) -> dict[str, Any]:
        return dict(self._values)

    def update(self, values: Mapping[str, Any]) -> None:
        """Set all of them or, when one does not fit, none. Raises ValueError."""
        fitting = {}
        for name, value in values.items():
            if name not in SETTINGS:
                raise ValueError(f"There is no setting {name}.")
            fitting[name] = SETTINGS[name].fit(name, value)
        self._values.update(fitting)

    def reset(self) -> None:
        self._values = {name: setting.default for name, setting in SETTINGS.items()}
