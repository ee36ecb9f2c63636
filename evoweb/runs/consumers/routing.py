"""Addresses of the websockets."""

from django.urls import path

from evoweb.runs.consumers import ClipConsumer, ProgressConsumer, RunsConsumer

websocket_urlpatterns = [
    path("ws/runs/", RunsConsumer.as_asgi()),
    path("ws/runs/<int:run_id>/", ProgressConsumer.as_asgi()),
    path("ws/clips/", ClipConsumer.as_asgi()),
]
