/** How a code on another phone's screen begins. What reads the rest (frames.ts) comes when there is one. */
export const MARK = 'SILOG1';

export const isFrame = (text: string): boolean => text.startsWith(`${MARK} `);
