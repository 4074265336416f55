"""From a validated operation to SQL: selections, statements, pages, and the plans that are kept."""
