"""From a validated operation to SQL: selections, frames, pages, statements."""
