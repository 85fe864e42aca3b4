"""The one tree of errors. Each says whether trying again can help."""

from collections.abc import Iterable


class AraxesError(Exception):
    """Base of every error Araxes raises on purpose.

    `permanent` is true when trying the same thing again cannot help.
    The message is one sentence for a person: what, where, what to do.
    """

    permanent: bool = True


class ConfigError(AraxesError):
    """The configuration is wrong. `faults` holds one sentence per fault, with file and line."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


class InputError(AraxesError):
    """What the user or a caller gave can't be used (command line exit 2, API 4xx)."""


class FetchError(AraxesError):
    """A page or feed could not be fetched."""

    permanent = False


class RefusedError(FetchError):
    """We refuse to fetch this: private address, forbidden scheme, robots.txt, too many redirects."""

    permanent = True


class TooLargeError(FetchError):
    """The answer passed a size, decompression or time cap."""

    permanent = True


class PageError(AraxesError):
    """A fetched page holds no article that we can read (PDF, binary, empty, a notice)."""


class FeedError(AraxesError):
    """The answer is no feed we can read (HTML, empty, truncated, a challenge page)."""

    permanent = False


class QueueError(AraxesError):
    """The queue server cannot be reached. Nothing is lost: the store knows what should be moving."""

    permanent = False


class StoreError(AraxesError):
    """The database cannot be read or written. `permanent` is set on each."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


class FencedError(AraxesError):
    """Another process has taken over this role: what this one still wanted to write is refused."""


class DeliveryError(AraxesError):
    """A receiver did not take a delivery. `permanent` is set on each."""

    def __init__(
        self,
        message: str,
        *,
        permanent: bool = False,
        retry_after: float | None = None,
        status: str = "failed",
        gone: bool = False,
        done: Iterable[str] = (),
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.status = status
        """HTTP or SMTP status, or the kind of failure in one word."""
        self.gone = gone
        """The receiver wants nothing any more (HTTP 410): it is switched off."""
        self.done = tuple(done)
        """Addresses of the receiver that need no further attempt: they got it, or refused it for good."""
        self.retry_after = retry_after
        """Seconds that the receiver asked us to wait (RFC 9110 §10.2.3), or None."""
