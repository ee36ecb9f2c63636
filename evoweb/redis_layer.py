"""The channel layer where REDIS_URL is set: Channels' own over Redis' pub/sub, with a `notify` for synchronous code.

Redis knows nothing of our transactions, so a message is sent after the commit; one that Redis does not take is lost,
and what it told about is found at the next look at the database (evoweb/runs/consumers/feed.py).
"""

import logging
from typing import Any

from channels_redis.pubsub import RedisPubSubChannelLayer
from django.db import transaction
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

PREFIX = "evoweb"
SENT_WITHIN_S = 1.0  # a worker does not wait longer for Redis

logger = logging.getLogger(__name__)


class RedisLayer(RedisPubSubChannelLayer):  # type: ignore[misc]  # Channels ships no types
    """Channels' interface, and `notify` as PostgresChannelLayer has it."""

    def __init__(self, url: str) -> None:
        super().__init__(hosts=[url], prefix=PREFIX)
        self.sender = Redis.from_url(
            url, socket_timeout=SENT_WITHIN_S, socket_connect_timeout=SENT_WITHIN_S, retry=Retry(NoBackoff(), 1)
        )

    def notify(self, group: str, message: dict[str, Any]) -> None:
        """Send `message` to every member of `group`, in any process, once the current transaction is committed."""
        transaction.on_commit(lambda: self.publish(group, message))

    def publish(self, group: str, message: dict[str, Any]) -> None:
        """Send now; Redis being away is no reason to fail."""
        try:
            self.sender.publish(f"{PREFIX}__group__{group}", self.serialize(message))  # as the layer names its groups
        except RedisError as error:
            logger.warning("A message to %s was not sent: %s", group, error)
