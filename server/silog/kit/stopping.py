"""The word that ends what would otherwise go on for ever."""


class ServerStoppingError(Exception):
    """This server stops. Who follows something is not at its end, and shall go on elsewhere from its last cursor."""
