"""GraphQL over HTTP: the endpoint, what it reads and what it sends."""
