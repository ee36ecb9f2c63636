"""Whatever is sent to any endpoint of the API, in its schema's terms or against them, it answers and does not break."""

import json
from typing import Any

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, settings
from pytest_django import Settings

from evoweb.runs.api import api
from tests.web.factories import UserFactory, recorded_run

SOME = ("population", "generations", "task", "brain", "seed", "cull", "seconds")
BRIEF = settings(
    max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)
LONG = settings(BRIEF, max_examples=100, derandomize=False)


def with_some_settings(shape: Any) -> Any:
    """The schema with only some of a run's settings, of which Hypothesis takes long to make sense."""
    if isinstance(shape, list):
        return [with_some_settings(part) for part in shape]
    if not isinstance(shape, dict):
        return shape
    if "physics_hz" in shape.get("properties", {}):
        return {"type": "object", "properties": {name: shape["properties"][name] for name in SOME}}
    return {name: with_some_settings(part) for name, part in shape.items()}


WHOLE: Any = schemathesis.openapi.from_dict(api.get_openapi_schema())
SHORT: Any = schemathesis.openapi.from_dict(with_some_settings(json.loads(json.dumps(api.get_openapi_schema()))))


@pytest.fixture
def superuser(settings: Settings) -> Client:
    """A browser of one who may do everything, with a run to do it to."""
    settings.USER_REQUESTS_A_MINUTE = settings.ADDRESS_REQUESTS_A_MINUTE = 10**9
    settings.MAX_BATCH_SECONDS = 0.01
    user = UserFactory(is_staff=True, is_superuser=True)
    recorded_run(user)
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def status(client: Client, case: Any) -> int:
    """The status that a generated request gets."""
    sent = case.as_transport_kwargs(base_url="http://testserver")
    response = client.generic(
        sent["method"],
        sent["url"].removeprefix("http://testserver"),
        json.dumps(sent["json"]).encode() if "json" in sent else b"",
        content_type="application/json",
        query_params=sent.get("params") or {},
    )
    return int(response.status_code)


@SHORT.parametrize()
@BRIEF
@pytest.mark.django_db
def test_no_request_breaks_an_endpoint(superuser: Client, case: Any) -> None:
    assert status(superuser, case) < 500


@pytest.mark.faults
@WHOLE.parametrize()
@LONG
@pytest.mark.django_db
def test_no_request_of_very_many_breaks_an_endpoint(superuser: Client, case: Any) -> None:
    assert status(superuser, case) < 500
