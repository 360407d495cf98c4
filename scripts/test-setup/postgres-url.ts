import { inject } from 'vitest'

/**
 * Returns the address of the `postgres` database of the test run's server, with its superuser. Create a database or
 * schema of your own in it.
 *
 * Throws an error with PostgreSQL's own message if it does not run here.
 */
export async function postgresUrl(): Promise<string> {
  const response = await fetch(inject('postgresDoor'))
  const answer = await response.text()
  if (!response.ok) throw new Error(answer)
  return answer
}
