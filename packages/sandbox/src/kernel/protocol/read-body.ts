/**
 * The bytes of a request's body as sent, without keeping what exceeds the limit.
 *
 * @param tooLarge made, and thrown, for a body that is longer than the limit
 */
export async function readBody(request: Request, limit: number, tooLarge: () => Error): Promise<Uint8Array> {
  const announced = request.headers.get('content-length')
  if (Number(announced) > limit) throw tooLarge()
  // An announced length is kept by the HTTP parser, so the fast way is safe.
  if (announced !== null) return new Uint8Array(await request.arrayBuffer())
  // To look for the body of a request that has none costs as much as to read one.
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
