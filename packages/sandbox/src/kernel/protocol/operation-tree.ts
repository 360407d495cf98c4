import type { SandboxOperation } from '../../generated/operations.ts'
import { PathTree } from './path-tree.ts'

export type OperationTree = PathTree<() => Promise<SandboxOperation>>

let all: Promise<OperationTree> | undefined

/** Every operation of the spec by method and path; what is known of one is loaded with its product, when it is called. */
export function loadOperations(): Promise<OperationTree> {
  return (all ??= buildTree())
}

/** Those with one of these ids, all loaded at once. */
export async function loadOperationsOf(ids: ReadonlySet<string>): Promise<OperationTree> {
  const { products } = await import('../../generated/routes.ts')
  const tree: OperationTree = new PathTree()
  for (const { operations } of await Promise.all(products.map(({ load }) => load()))) {
    for (const operation of Object.values(operations)) {
      if (ids.has(operation.id)) tree.add(operation.method, operation.path, () => Promise.resolve(operation))
    }
  }
  return tree
}

async function buildTree(): Promise<OperationTree> {
  const { products } = await import('../../generated/routes.ts')
  const tree: OperationTree = new PathTree()
  for (const { routes, load } of products) {
    let loaded: ReturnType<typeof load> | undefined
    for (const key of routes) {
      const [method, path] = key.split(' ') as [string, string]
      tree.add(method, path, async () => {
        // Node looks for a module's file again at every `import()`, of one that is loaded too.
        const operation = (await (loaded ??= load())).operations[key]
        if (!operation) throw new Error(`sandbox: ${key} is listed but not described`)
        return operation
      })
    }
  }
  return tree
}
