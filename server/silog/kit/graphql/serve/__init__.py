"""Running requests: one executor, what it says when something fails, and WebSockets around it."""
