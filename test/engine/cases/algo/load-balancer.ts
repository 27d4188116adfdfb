// Targets in turn, by weight, by load, by tag.
interface Target {
  id: string
  weight: number
}
const ids = (balancer: LoadBalancer<Target>, count: number) => {
  const picked: string[] = []
  for (let i = 0; i < count; i++) picked.push(balancer.allocate()?.target.id ?? '-')
  return picked.join('')
}
const targets = (text: string): Target[] =>
  text.split(' ').map(part => ({ id: part.charAt(0), weight: Number(part.substring(1)) }))
const options = { key: (target: Target) => target.id, weight: (target: Target) => target.weight }

println('in turn', ids(new algo.LoadBalancer(targets('a1 b1 c1'), options), 7))
println(
  'by weight',
  ids(new algo.LoadBalancer(targets('a3 b1'), options), 9),
  ids(new algo.LoadBalancer(targets('a5 b2 c1'), options), 16),
)
println(
  'weight 0',
  ids(new algo.LoadBalancer(targets('a0 b1'), options), 3),
  ids(new algo.LoadBalancer(targets('a0'), options), 2),
)
println('none', ids(new algo.LoadBalancer<Target>([], options), 2))

const names = new algo.LoadBalancer(['x', 'y'])
println('plain', names.allocate()?.target ?? '-', names.allocate()?.target ?? '-', names.allocate()?.target ?? '-')
println('schedule', JSON.stringify(names.schedule(5)), JSON.stringify(names.schedule(0)))

const validated = new algo.LoadBalancer(targets('a1 b1 c1'), options)
println('validated', validated.allocate(null, target => target.id !== 'a')?.target.id ?? '-', ids(validated, 4))
println(
  'none passes',
  String(validated.allocate(undefined, () => false) === null),
  validated.schedule(2, () => false).length,
)
println('tag', validated.allocate('c')?.target.id ?? '-', validated.allocate('c')?.target.id ?? '-', ids(validated, 3))
println('tag unknown', validated.allocate('z')?.target.id ?? '-')
println('tag that does not pass', validated.allocate('c', target => target.id === 'b')?.target.id ?? '-')

const loads = new algo.LoadBalancer(targets('a1 b1'), { algorithm: 'least-load', ...options })
const first = loads.allocate()
const second = loads.allocate()
println('loads', first?.target.id ?? '-', second?.target.id ?? '-')
second?.free()
println('freed', ids(loads, 1), ids(loads, 1))
const weighted = new algo.LoadBalancer(targets('a3 b1'), { algorithm: 'least-load', ...options })
println('weighted loads', ids(weighted, 8))

loads.provision(targets('b1 c1'))
println('new targets', ids(loads, 5))
const turns = new algo.LoadBalancer(targets('a1 b1'), options)
println('before', ids(turns, 3))
turns.provision(targets('b1 a1 c2'))
println('after', ids(turns, 8))
turns.provision([])
println('no targets', ids(turns, 1))
