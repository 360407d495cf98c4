/**
 * Returns the bytes of a request's body as sent. It stops reading a body that exceeds the limit.
 *
 * @param tooLarge creates the error to throw for a body that exceeds the limit
 */
export async function readBody(request: Request, limit: number, tooLarge: () => Error): Promise<Uint8Array> {
  const announced = request.headers.get('content-length')
  if (Number(announced) > limit) throw tooLarge()
  // The HTTP parser enforces the announced length, so the fast way is safe.
  if (announced !== null) return new Uint8Array(await request.arrayBuffer())
  // Looking for a body where there is none costs as much as reading one.
  if (request.method === 'GET' || request.method === 'HEAD') return new Uint8Array()
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body ?? []) {
    length += chunk.length
    if (length > limit) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
