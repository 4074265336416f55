"""Bodies that a client packed with gzip: unpacked no further than a body may be long, whatever the packed bytes promise."""

import zlib
from typing import Final

from silog.kit.graphql.http.reading import UnreadableError, refuse_above
from silog.kit.graphql.limits.table import Limit

_GZIP: Final = 16 + zlib.MAX_WBITS


def unpacked(body: bytes, most: Limit) -> bytes:
    """Unpack one gzip member; refuse what is none, what is cut off, what goes on after its end, and what would be over the limit."""
    packed = zlib.decompressobj(_GZIP)
    try:
        content = packed.decompress(body, most.most + 1)
    except zlib.error as error:
        raise UnreadableError(f"The body is not what Content-Encoding: gzip says: {error}.") from error
    refuse_above(most, len(content))
    if not packed.eof or packed.unused_data:
        raise UnreadableError("The body must be one whole gzip member; it is cut off, or goes on after its end.")
    return content
