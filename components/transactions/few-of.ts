const shownMax = 3;

/** The first few of many sentences, and how many more there are: nobody reads three hundred. */
export function fewOf(sentences: readonly string[]): string {
  const more = sentences.length - shownMax;
  return [...sentences.slice(0, shownMax), ...(more > 0 ? [`So it is with ${more} more.`] : [])].join(" ");
}
