import { NotGzip } from './not-gzip.ts'

export async function* inflate(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const { readable, writable } = new DecompressionStream('gzip')
  const reader = readable.getReader()
  const writer = writable.getWriter()
  let broken: { readonly error: unknown } | undefined
  const feed = async (): Promise<void> => {
    try {
      for await (const chunk of source) {
        await writer.ready
        await writer.write(chunk as Uint8Array<ArrayBuffer>)
      }
    } catch (error) {
      // If both streams fail, the source's error is the cause.
      broken ??= { error }
      await writer.abort(error)
      return
    }
    await writer.close()
  }
  const feeding = feed().catch(() => undefined)
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value
  } catch (error) {
    throw broken?.error ?? new NotGzip(error)
  } finally {
    await reader.cancel().catch(() => undefined)
    await feeding
  }
  if (broken) throw broken.error
}
