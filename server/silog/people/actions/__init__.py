"""What changes people: users, their links and sessions, devices. Each action is one transaction."""

from silog.people.actions.accounts import Granted, NewAccount, close_account, close_account_of, create_account, renew_link
from silog.people.actions.auditing import AuditEntry, as_json, checked_reason, note
from silog.people.actions.contact import Contact, Heard, keep_contacts, keep_rounds, report_contact
from silog.people.actions.devices import Enrolment, Revocation, enrol_device, enrol_devices, revoke_device
from silog.people.actions.enrolling import Enrolled, Newcomer, enrol_by_invitation
from silog.people.actions.inviting import Invitation, Invited, invite_devices
from silog.people.actions.passkey_sign_in import ask_to_sign_in, sign_in_by_passkey
from silog.people.actions.passkeys import ask_for_passkey, own_passkeys, register_passkey, remove_passkey, remove_passkeys_of
from silog.people.actions.passwords import set_password, sign_in_by_password
from silog.people.actions.sessions import (
    end_session,
    make_bearer_token,
    make_sign_in_link,
    redeem_link,
    revoke_session,
    revoke_sessions_of,
)
from silog.people.actions.taking_back import take_back_invitations
from silog.people.actions.users import create_user, ensure_user

__all__ = [
    "AuditEntry",
    "Contact",
    "Enrolled",
    "Enrolment",
    "Granted",
    "Heard",
    "Invitation",
    "Invited",
    "NewAccount",
    "Newcomer",
    "Revocation",
    "as_json",
    "ask_for_passkey",
    "ask_to_sign_in",
    "checked_reason",
    "close_account",
    "close_account_of",
    "create_account",
    "create_user",
    "end_session",
    "enrol_by_invitation",
    "enrol_device",
    "enrol_devices",
    "ensure_user",
    "invite_devices",
    "keep_contacts",
    "keep_rounds",
    "make_bearer_token",
    "make_sign_in_link",
    "note",
    "own_passkeys",
    "redeem_link",
    "register_passkey",
    "remove_passkey",
    "remove_passkeys_of",
    "renew_link",
    "report_contact",
    "revoke_device",
    "revoke_session",
    "revoke_sessions_of",
    "set_password",
    "sign_in_by_passkey",
    "sign_in_by_password",
    "take_back_invitations",
]
