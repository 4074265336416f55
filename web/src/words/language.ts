import type { id } from './id';

export type Key = keyof typeof id;
export type Language = 'id' | 'en';

/** The names of the {blanks} in a text: 'a {b} c {d}' gives 'b' | 'd'. */
type Blanks<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Blanks<Rest> : never;

export type Fillings<K extends Key> = [Blanks<(typeof id)[K]>] extends [never] ? [] : [Record<Blanks<(typeof id)[K]>, string>];

/** The values that have a word in a family: ValueOf<'mode'> is 'SEA' | 'LAND' | ... */
export type ValueOf<Family extends string> = Key extends infer K ? (K extends `${Family}.${infer Value}` ? Value : never) : never;

export type Translation = { readonly [K in Key]: string };
