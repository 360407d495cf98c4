/**
 * Calls a listener and ignores its errors, including later rejections, except for logging them.
 *
 * @param name the option's name, for the log
 */
export function notifyListener<News>(name: string, listener: ((news: News) => unknown) | undefined, news: News): void {
  const complain = (error: unknown) => console.error(`${name} failed`, error)
  try {
    // Promises of libraries and of other realms are no instances of this realm's class.
    Promise.resolve(listener?.(news)).catch(complain)
  } catch (error) {
    complain(error)
  }
}
