"""Silog Kepri: where every ballot box of Kepulauan Riau is, and who holds it."""
