// Networks: their parts and what they contain.
function show(cidr: string): void {
  try {
    const { version, ip, bitmask, base, mask, hostmask, broadcast, first, last } = new IPMask(cidr)
    if (version === 6) return println(cidr, version, bitmask)
    println(cidr, version, ip, bitmask, base, mask, hostmask, broadcast, first, last)
  } catch (error) {
    println(cidr, 'threw', (error as Error).message)
  }
}
for (const cidr of [
  '192.168.1.5/24',
  '10.0.0.0/8',
  '0.0.0.0/0',
  '1.2.3.4/32',
  '1.2.3.4/31',
  '172.16.5.9/12',
  '10.1.2.3/25',
  '::1/128',
  'fe80::/10',
])
  show(cidr)
for (const cidr of ['', 'x/8', '1.2.3/8', '1.2.3.4/33', '::1/129']) show(cidr)

const home = new IPMask('192.168.1.0/24')
println(['192.168.1.1', '192.168.1.255', '192.168.2.1', '::1', 'x', ''].map(text => home.contains(text)).join(' '))
const odd = new IPMask('10.64.0.0/10')
println(['10.64.0.0', '10.127.255.255', '10.63.255.255', '10.128.0.0'].map(text => odd.contains(text)).join(' '))
const local = new IPMask('fe80::/10')
println(['fe80::1', 'febf::1', 'fec0::1', '1.2.3.4'].map(text => local.contains(text)).join(' '))
const all = new IPMask('0.0.0.0/0')
println(all.contains('8.8.8.8'), all.contains('::1'))
