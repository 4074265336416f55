/** Whether a region is another or lies in it; every region lies in ''. */
export function isWithin(code: string, region: string): boolean {
  return region === '' || code === region || code.startsWith(`${region}.`);
}
