// UUIDs of version 4, and hashes that are the same for the same text.
const uuid = algo.uuid()
println(
  uuid.length,
  uuid.charAt(14),
  '89ab'.indexOf(uuid.charAt(19)) >= 0,
  uuid !== algo.uuid(),
  uuid === uuid.toLowerCase(),
)
println(
  algo.hash('abc') === algo.hash('abc'),
  algo.hash('abc') !== algo.hash('abd'),
  algo.hash(5) === algo.hash(5),
  algo.hash(true) === algo.hash(true),
)
const value = algo.hash('some text')
println(typeof value, value >= 0, value < 9007199254740992, Number.isInteger(value))
const seen = new Set<number>()
for (let i = 0; i < 1000; i++) seen.add(algo.hash(`name-${i}`) % 1000003)
println(seen.size > 990)
