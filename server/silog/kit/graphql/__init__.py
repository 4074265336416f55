"""GraphQL to SQL: each field says what it stands for, a validated operation becomes one statement per root field.

Strawberry owns the schema; this package plans, runs and answers. It knows no room of the house.
"""
