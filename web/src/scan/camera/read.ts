import { asPrinted, isBoxCode } from '../core/boxCode';
import { isSealNumber } from '../core/event';
import { isFrame } from '../carry/mark';

/** What a code that was scanned or typed stands for. */
export type Reading = { box: string } | { seal: string } | { frame: string } | { invitation: string } | { unread: string };

/** A label's QR holds the box's code, alone or at the end of an address. What is no code, but could be a seal's number, is one. */
export function readingOf(text: string): Reading {
  const trimmed = text.trim();
  if (isFrame(trimmed)) return { frame: trimmed };
  const invitation = /\/scan#u=([\w-]+)$/.exec(trimmed)?.[1];
  if (invitation !== undefined) return { invitation };
  const last = asPrinted(trimmed.split(/[/#?=]/).at(-1)!);
  if (isBoxCode(last)) return { box: last };
  return isSealNumber(trimmed) ? { seal: trimmed } : { unread: trimmed };
}
