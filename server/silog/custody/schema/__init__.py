"""Custody in GraphQL: boxes, scans, progress, and the mutation that records scans."""

from silog.custody.schema.boxes import Box
from silog.custody.schema.chains import DeviceChain
from silog.custody.schema.law import LawQuery
from silog.custody.schema.queries import CustodyQuery
from silog.custody.schema.recording import CustodyMutation
from silog.custody.schema.scans import Scan

__all__ = ["Box", "CustodyMutation", "CustodyQuery", "DeviceChain", "LawQuery", "Scan"]
