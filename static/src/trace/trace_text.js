/** How much of a text has room in a drawing: measured, since letters differ in width. */

const known = new Map();
const MOST_KNOWN = 20000;
let ruler;
let family;

/** Return how many pixels a text takes. `font` is as in CSS, without the family: "600 13px". */
export function widthOf(text, font) {
    const key = `${font}|${text}`;
    if (!known.has(key)) {
        if (known.size > MOST_KNOWN) {
            known.clear();
        }
        ruler ||= document.createElement("canvas").getContext("2d");
        family ||= getComputedStyle(document.body).fontFamily;
        ruler.font = `${font} ${family}`;
        known.set(key, ruler.measureText(text).width);
    }
    return known.get(key);
}

/** Shorten a text to what fits; the whole text is in the tooltip. */
export function fitText(text, width, font) {
    if (!text || widthOf(text, font) <= width) {
        return text;
    }
    let [fits, tooLong] = [0, text.length];
    while (tooLong - fits > 1) {
        const half = Math.floor((fits + tooLong) / 2);
        if (widthOf(`${text.slice(0, half)}…`, font) <= width) {
            fits = half;
        } else {
            tooLong = half;
        }
    }
    return `${text.slice(0, fits).trimEnd()}…`;
}
