"""The databases that are measured: made up by SQL, the same on every machine, kept from one run to the next."""
