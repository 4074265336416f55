"""What a browser is asked for and what it answers, when a passkey is made and when it is used (W3C Web Authentication).

Nothing here reads a clock, a database or a request. No attestation is asked for: which make of key a person has is nobody's business.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    options_to_json_dict,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from silog.errors import SilogError
from silog.people.rules.passkeys import CHALLENGE_LIFE, RelyingParty

REFUSED: Final = "PASSKEY_REFUSED"
_TIMEOUT_MS: Final = int(CHALLENGE_LIFE.total_seconds() * 1000)
_VERIFIED: Final = UserVerificationRequirement.REQUIRED


@dataclass(frozen=True, slots=True)
class Made:
    """A passkey that was just made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


@dataclass(frozen=True, slots=True)
class Used:
    """A use whose signature is good: whether the key verified its person, how many uses it counted, and whose it says it is."""

    is_verified: bool
    sign_count: int
    user_handle: bytes | None


def creation_options(party: RelyingParty, challenge: bytes, user_id: bytes, name: str, known: Collection[bytes]) -> dict[str, Any]:
    """Ask a browser for a new passkey that it can find by itself later; not on a key that holds one of those `known`."""
    options = generate_registration_options(
        rp_id=party.id,
        rp_name="Silog Kepri",
        user_name=name,
        user_id=user_id,
        challenge=challenge,
        timeout=_TIMEOUT_MS,
        attestation=AttestationConveyancePreference.NONE,
        authenticator_selection=AuthenticatorSelectionCriteria(resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return options_to_json_dict(options)


def request_options(party: RelyingParty, challenge: bytes) -> dict[str, Any]:
    """Ask a browser to sign with any passkey that it holds for this server."""
    return options_to_json_dict(
        generate_authentication_options(rp_id=party.id, challenge=challenge, timeout=_TIMEOUT_MS, user_verification=_VERIFIED)
    )


def challenge_answered(credential: Mapping[str, Any]) -> bytes:
    """Give the challenge that an answer of either kind says it signs."""
    with _refusing():
        response = credential["response"]
        is_new = "attestationObject" in response
        parse = parse_registration_credential_json if is_new else parse_authentication_credential_json
        return parse_client_data_json(parse(dict(credential)).response.client_data_json).challenge


def credential_used(credential: Mapping[str, Any]) -> bytes:
    """Give the id of the passkey that an answer says it used."""
    with _refusing():
        return parse_authentication_credential_json(dict(credential)).raw_id


def read_made(credential: Mapping[str, Any], challenge: bytes, party: RelyingParty) -> Made:
    """Give the passkey that a browser made; PASSKEY_REFUSED where anything of the answer is not as it was asked for."""
    with _refusing():
        made = verify_registration_response(
            credential=dict(credential),
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
        return Made(made.credential_id, made.credential_public_key, made.sign_count)


def read_used(credential: Mapping[str, Any], challenge: bytes, party: RelyingParty, public_key: bytes) -> Used:
    """Give what a passkey said of its use; PASSKEY_REFUSED unless its signature, the challenge and the origin are right.

    The counter and the verification of the person are judged afterwards (passkeys.wrong_use), when it is certain that the key itself
    told them: what a stranger makes up must not reach the audit.
    """
    with _refusing():
        parsed = parse_authentication_credential_json(dict(credential))
        used = verify_authentication_response(
            credential=parsed,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,
        )
        return Used(used.user_verified, used.new_sign_count, parsed.response.user_handle)


@contextmanager
def _refusing() -> Iterator[None]:
    """Refuse what cannot be read or verified: the library raises its own errors, and those of the parsers beneath it."""
    try:
        yield
    except (WebAuthnException, UnsupportedAlgorithm, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise refused() from error


def refused() -> SilogError:
    """Say no, and to everybody the same: nobody learns from it which passkeys there are."""
    return SilogError(REFUSED, "This passkey does not sign in here.", "Try again, or sign in by password or link.")
