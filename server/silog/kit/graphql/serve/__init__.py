"""Requests and answers: HTTP, WebSocket and server-sent events around one executor."""
