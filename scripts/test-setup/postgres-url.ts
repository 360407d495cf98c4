import { inject } from 'vitest'

/**
 * The `postgres` database of the test run's server, as its superuser; make a database or a schema of your own in it.
 *
 * Throws with PostgreSQL's own words if it does not run here.
 */
export async function postgresUrl(): Promise<string> {
  const response = await fetch(inject('postgresDoor'))
  const answer = await response.text()
  if (!response.ok) throw new Error(answer)
  return answer
}
