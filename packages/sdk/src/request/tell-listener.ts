/**
 * Tells somebody who only listens: whatever becomes of that, later too, changes nothing here.
 *
 * @param name of the option, for the log
 */
export function tellListener<News>(name: string, listener: ((news: News) => unknown) | undefined, news: News): void {
  const complain = (error: unknown) => console.error(`${name} failed`, error)
  try {
    const heard = listener?.(news)
    if (heard instanceof Promise) heard.catch(complain)
  } catch (error) {
    complain(error)
  }
}
