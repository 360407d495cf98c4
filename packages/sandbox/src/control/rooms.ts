import type { ControlRoute } from '../kernel/control/route.ts'
import type { Task } from '../kernel/deliver/task.ts'
import { DEFAULT_OPENID, defaultOpenidOf } from '../kernel/merchant/users.ts'
import type { Product } from '../kernel/product.ts'
import type { World } from '../kernel/world/world.ts'
import type { Archive } from '../kernel/machine/entities.ts'
import type { ProductMembers, SandboxPolicy } from '../products/index.ts'
import { type ControlDeps, MerchantControl } from './control.ts'

/** All commands of people and tests around one merchant. */
export type Control = MerchantControl & ProductMembers

/** The control of a merchant, and its HTTP routes by product. */
export interface ControlRoom {
  readonly control: Control
  readonly productRoutes: readonly ControlRoute[]
}

interface RoomsOptions {
  readonly products: readonly Product<SandboxPolicy>[]
  readonly world: World<SandboxPolicy>
  /** The sandbox's first merchant, whose control is also the sandbox's. */
  readonly first: string
  readonly deps: Omit<ControlDeps, 'mchid' | 'openid' | 'clear' | 'archive'> & {
    readonly archive: ControlDeps['archive'] & Archive<SandboxPolicy>
  }
  /** Runs a task at once. */
  readonly doTask: (task: Task) => Promise<void>
  readonly clearAll: () => Promise<void>
  readonly clearMerchant: (mchid: string) => Promise<void>
}

/** A control room for each merchant. They share nothing but the clock. */
export class ControlRooms {
  readonly #options: RoomsOptions
  readonly #rooms = new Map<string, ControlRoom>()

  constructor(options: RoomsOptions) {
    this.#options = options
  }

  of(mchid: string): ControlRoom {
    let room = this.#rooms.get(mchid)
    if (!room) this.#rooms.set(mchid, (room = this.#open(mchid)))
    return room
  }

  /** The user who acts at a merchant where a command names no user. */
  userOf(mchid: string): string {
    return mchid === this.#options.first ? DEFAULT_OPENID : defaultOpenidOf(mchid)
  }

  #open(mchid: string): ControlRoom {
    const { products, world, first, deps, doTask, clearAll, clearMerchant } = this.#options
    const openid = this.userOf(mchid)
    const clear = mchid === first ? clearAll : () => clearMerchant(mchid)
    const neutral = new MerchantControl({ ...deps, mchid, openid, clear })
    const doNow = async (kind: string): Promise<void> => {
      for (const task of await deps.agenda.pendingOf(mchid, kind)) await doTask(task)
    }
    const parts = products.flatMap(
      ({ control }) => control?.({ mchid, openid, world, archive: deps.archive, doNow }) ?? [],
    )
    return {
      control: Object.assign(neutral, ...parts.map(({ members }) => members)) as Control,
      productRoutes: parts.flatMap(({ routes }) => routes),
    }
  }
}
