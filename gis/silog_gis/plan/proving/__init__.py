"""The second opinion on proposals. Nothing here may import anything that makes them: only the task, the proposal and the land."""
