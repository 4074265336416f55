"""Convoys: shipments that travel together under an assigned escort, and what the escort confirms of them."""
