"""Users and what they may see and do, their sessions, and the devices whose keys sign events."""
