"""Why a submission could not be taken as a scan. It is kept word for word and answered by itself; the batch goes on."""

from enum import StrEnum


class RefusalCode(StrEnum):
    """A stable word for each reason; the message beside it says where and what."""

    NOT_UTF8 = "NOT_UTF8"
    TOO_LARGE = "TOO_LARGE"
    NOT_JSON = "NOT_JSON"
    NOT_AN_OBJECT = "NOT_AN_OBJECT"
    MISSING_KEY = "MISSING_KEY"
    UNKNOWN_KEY = "UNKNOWN_KEY"
    WRONG_TYPE = "WRONG_TYPE"
    BAD_VALUE = "BAD_VALUE"
    NOT_CANONICAL = "NOT_CANONICAL"
    UNKNOWN_VERSION = "UNKNOWN_VERSION"
    WRONG_ELECTION = "WRONG_ELECTION"
    BAD_DETAIL = "BAD_DETAIL"
    DETAIL_MISMATCH = "DETAIL_MISMATCH"
    WRONG_KEY = "WRONG_KEY"
    UNKNOWN_DEVICE = "UNKNOWN_DEVICE"
    REVOKED_DEVICE = "REVOKED_DEVICE"
    BAD_SIGNATURE = "BAD_SIGNATURE"
    ID_CONFLICT = "ID_CONFLICT"
    SEQ_CONFLICT = "SEQ_CONFLICT"


class Refusal(Exception):  # noqa: N818 - it is an answer, not an error of ours
    """One refused submission: a code for programs and a message for people."""

    def __init__(self, code: RefusalCode, message: str) -> None:
        """Keep both."""
        super().__init__(message)
        self.code = code
        self.message = message
