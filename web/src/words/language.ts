import type { id } from './id';

export type Key = keyof typeof id;
export type Language = 'id' | 'en';

/** The names of the {blanks} in a text: 'a {b} c {d}' gives 'b' | 'd'. */
type Blanks<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Blanks<Rest> : never;

export type FillingsIn<Texts, K extends keyof Texts> = [Blanks<Texts[K]>] extends [never] ? [] : [Record<Blanks<Texts[K]>, string>];
export type Fillings<K extends Key> = FillingsIn<typeof id, K>;

/** The values that have a word in a family: ValueIn<typeof id, 'mode'> is 'SEA' | 'LAND' | ... */
export type ValueIn<Texts, Family extends string> = keyof Texts extends infer K ? (K extends `${Family}.${infer Value}` ? Value : never) : never;
export type ValueOf<Family extends string> = ValueIn<typeof id, Family>;

export type Translation = { readonly [K in Key]: string };
