import { createServer, type AddressInfo } from 'node:net'
import { expect } from 'vitest'

/** A port of this machine that nobody listens at. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise<void>((resolve) => void server.close(() => resolve()))
  return port
}

/** Waits until a receiver answers there. */
export async function listening(port: number): Promise<void> {
  const url = `http://127.0.0.1:${port}/`
  const status = (): Promise<number> =>
    fetch(url).then(
      (answer) => answer.status,
      () => 0,
    )
  await expect.poll(status).toBe(404)
}
