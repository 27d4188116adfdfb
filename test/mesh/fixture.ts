/**
 * A mesh that the tests of one file share, and a scope for what a single test adds.
 *
 * Owns both: the mesh is closed after the file's last test, a test's scope after the test. When a test fails, the last
 * lines of every role are printed with it.
 */
import { afterAll, beforeAll, onTestFailed, onTestFinished } from 'vitest'
import { currentMatrix, isAvailable } from '../harness/engines.ts'
import { type Mesh, type MeshOptions, startMesh } from '../harness/mesh.ts'
import { createScope, type Scope } from '../harness/scope.ts'

export const matrix = currentMatrix()

/** A mesh for the tests of this file or group. Call the result in a test. */
export function useMesh(options: MeshOptions | MakeOptions = {}, prepare?: Prepare): () => Mesh {
  const scope = createScope()
  let mesh: Mesh | undefined
  beforeAll(async () => {
    // Tests skip themselves, with the reason, where an engine is missing; there is nothing to prepare for them then.
    if (!isAvailable(matrix)) return
    mesh = await startMesh(scope, typeof options === 'function' ? await options(scope) : options)
    await prepare?.(mesh, scope)
  })
  afterAll(() => scope.close())
  return () => {
    if (!mesh) throw new Error('the mesh did not start')
    const used = mesh
    onTestFailed(() => console.log(used.tails()))
    return used
  }
}

type MakeOptions = (scope: Scope) => MeshOptions | Promise<MeshOptions>
type Prepare = (mesh: Mesh, scope: Scope) => Promise<void>

/** A scope that ends with the running test. */
export function testScope(): Scope {
  const scope = createScope()
  onTestFinished(() => scope.close())
  return scope
}

/** A mesh of one test alone. */
export async function ownMesh(options: MeshOptions = {}): Promise<{ mesh: Mesh; scope: Scope }> {
  const scope = testScope()
  const mesh = await startMesh(scope, options)
  onTestFailed(() => console.log(mesh.tails()))
  return { mesh, scope }
}
