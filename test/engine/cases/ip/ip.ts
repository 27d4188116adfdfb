// Addresses: read from text and bytes, taken apart.
function show(text: string): void {
  try {
    const ip = new IP(text)
    println(
      `'${text}'`,
      ip.version,
      ip.version === 4 ? ip.toString() : '',
      JSON.stringify(ip.decompose()),
      JSON.stringify(ip.toBytes()),
    )
  } catch (error) {
    println(`'${text}'`, 'threw', (error as Error).message)
  }
}
for (const text of [
  '127.0.0.1',
  '0.0.0.0',
  '255.255.255.255',
  '::1',
  '::',
  '2001:db8::8:800:200c:417a',
  '1:2:3:4:5:6:7:8',
  'FE80::1',
])
  show(text)
for (const text of ['', 'x.y', '1.2.3', '1.2.3.4.5', '256.1.1.1', '::1::2', '[::1]', '1.2.3.4:80', 'localhost'])
  show(text)
println(new IP([10, 0, 0, 1]).toString(), new IP([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]).version)
println(JSON.stringify(new IP([10, 0, 0, 1]).toBytes()))
println(IP.isV4('1.2.3.4'), IP.isV4('::1'), IP.isV4('x'), IP.isV6('::1'), IP.isV6('1.2.3.4'), IP.isV6(''))
