/** From some place on a file cannot be read. The message is a part of a sentence that says why. */
export class BrokenInput extends Error {}
