"""`silog bench live`: what it costs to tell thousands of subscribers what happens, and what those cost that never read."""
