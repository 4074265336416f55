"""What changes custody: issuing boxes and recording scans. Each action is one transaction; nothing else writes the state of a box."""

from silog.custody.actions.issuing import issue_boxes
from silog.custody.actions.recording import ScanAnswer, ScanStatus, record_scans
from silog.custody.actions.registering import issue_seals, publish_register
from silog.custody.actions.verifying import Difference, verify_projection

__all__ = ["Difference", "ScanAnswer", "ScanStatus", "issue_boxes", "issue_seals", "publish_register", "record_scans", "verify_projection"]
