import type { SandboxOperation } from '../../generated/operations.ts'
import { PathTree } from './path-tree.ts'

export type OperationTree = PathTree<() => Promise<SandboxOperation>>

let all: Promise<OperationTree> | undefined

/**
 * Returns the operations of the spec by method and path. The first call to a product's operation loads the details of
 * that product.
 */
export function loadOperations(): Promise<OperationTree> {
  return (all ??= buildTree())
}

/** Returns the operations with these ids, all loaded. */
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
        // Node resolves the file of a module again at every `import()`, even when it is already loaded.
        const operation = (await (loaded ??= load())).operations[key]
        if (!operation) throw new Error(`sandbox: ${key} is listed but not described`)
        return operation
      })
    }
  }
  return tree
}
