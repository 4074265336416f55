"""The words in which rooms say what their GraphQL types and fields stand for."""
