import { expect } from 'vitest'

/** Waits until a receiver answers there. */
export async function listening(port: number): Promise<void> {
  const url = `http://127.0.0.1:${port}/`
  const status = (): Promise<number> =>
    fetch(url).then(
      (answer) => answer.status,
      () => 0,
    )
  await expect.poll(status).not.toBe(0)
}
