/** Font families of design/fonts.css. As on printed charts, water is named in italics and land upright. */
export const UPRIGHT = ['Chart Regular'];
export const STRONG = ['Chart Semibold'];
export const SLOPED = ['Chart Italic'];
