"""What needs a person: incidents that open by themselves or are reported, and what supervisors observe.

The rooms below announce what they found; nothing here changes a box.
"""
