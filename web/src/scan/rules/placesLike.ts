/**
 * The places and vessels whose name or code holds a text, those whose name begins with it first: a warehouse stands before the trucks
 * that are named after it. Where nothing is typed, and among equals, they keep the order that they came in.
 */
export function placesLike<Place extends { name: string; code: string }>(places: readonly Place[], typed: string): Place[] {
  const wanted = typed.trim().toLowerCase();
  const beginsSo = ({ name }: Place) => Number(name.toLowerCase().startsWith(wanted));
  return places.filter(({ name, code }) => `${name} ${code}`.toLowerCase().includes(wanted)).sort((one, other) => beginsSo(other) - beginsSo(one));
}
