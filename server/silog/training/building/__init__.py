"""Turns the scenario's facts and the reference data into conveyances and shipments. Plans only; nothing here is played or stored."""
