"""How many bytes of bodies are in memory: of one address, and of all together."""

from collections import Counter

from django.conf import settings

held: Counter[str] = Counter()  # bytes, by the client's address


class Held:
    """The bytes of one request's body."""

    def __init__(self, who: str) -> None:
        self.who = who
        self.size = 0

    def add(self, size: int) -> bool:
        """Count more bytes; False, and nothing is counted, where that would be too many."""
        if held[self.who] + size > settings.ADDRESS_BODY_BYTES or held.total() + size > settings.ALL_BODY_BYTES:
            return False
        held[self.who] += size
        self.size += size
        return True

    def release(self) -> None:
        """The body is gone; more than once does no harm."""
        held[self.who] -= self.size
        self.size = 0
        if not held[self.who]:
            del held[self.who]
