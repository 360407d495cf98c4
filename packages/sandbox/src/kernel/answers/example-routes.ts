import { PathTree } from '../protocol/path-tree.ts'
import type { Route } from '../protocol/route-table.ts'
import { answerByExample } from './answer.ts'

let tree: Promise<PathTree<() => Promise<Route>>> | undefined

/** Every operation of the spec, loaded when the first of them is called; what is known of one, with its product. */
export function loadExampleRoutes(): Promise<PathTree<() => Promise<Route>>> {
  return (tree ??= buildTree())
}

async function buildTree(): Promise<PathTree<() => Promise<Route>>> {
  const { products } = await import('../../generated/routes.ts')
  const paths = new PathTree<() => Promise<Route>>()
  for (const { routes, load } of products) {
    for (const key of routes) {
      const [method, path] = key.split(' ') as [string, string]
      paths.add(method, path, async () => {
        const operation = (await load()).operations[key]
        if (!operation) throw new Error(`sandbox: ${key} is listed but not described`)
        return { operation, answer: answerByExample(operation) }
      })
    }
  }
  return paths
}
