"""Certificates: checking those that an operator brings, and a private authority for a network that has none."""

from silog.kit.tls.authority import Authority, have_authority
from silog.kit.tls.files import pinned_context, refuse_wrong_pair
from silog.kit.tls.leaf import Leaf, have_leaf
from silog.kit.tls.names import Names, names_of_this_machine

__all__ = ["Authority", "Leaf", "Names", "have_authority", "have_leaf", "names_of_this_machine", "pinned_context", "refuse_wrong_pair"]
