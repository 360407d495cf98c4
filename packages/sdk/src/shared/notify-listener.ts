/**
 * Calls a listener and ignores its errors, including later rejections, except for logging them.
 *
 * @param name the option's name, for the log
 */
export function notifyListener<News>(name: string, listener: ((news: News) => unknown) | undefined, news: News): void {
  const complain = (error: unknown) => console.error(`${name} failed`, error)
  try {
    const result = listener?.(news)
    if (result instanceof Promise) result.catch(complain)
  } catch (error) {
    complain(error)
  }
}
