"""`silog bench graphql`: the same four questions to several servers on the same data."""
