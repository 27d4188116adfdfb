// The parts of addresses, complete and not, with and without a base.
function show(url) {
  println('href', url.href)
  println('  protocol', url.protocol, 'origin', url.origin)
  println('  auth', url.auth, 'username', url.username, 'password', url.password)
  println('  host', url.host, 'hostname', url.hostname, 'port', url.port)
  println('  path', url.path, 'pathname', url.pathname)
  println('  search', url.search, 'query', url.query, 'hash', url.hash)
  println('  params', url.searchParams.toString())
}

show(new URL('https://user:pa%20ss@example.com:8443/a/b?x=1&y=2&x=3#frag'))
show(new URL('http://example.com'))
show(new URL('http://example.com#top'))
show(new URL('http://example.com?x=1'))
show(new URL('https://[::1]:8443/a'))
show(new URL('https://[::1]/a'))
show(new URL('wss://user@h/../a/./b//c'))
show(new URL('unknown://h/p'))
show(new URL('http:////h/p?a#b?c#d'))
show(new URL('/p?q=1'))
show(new URL('garbage'))
show(new URL(''))
show(new URL('name:80/x'))
show(new URL('//h/x'))

println(new URL('/c', 'https://h:1/a/b').href)
println(new URL('c', 'https://h:1/a/b').href)
println(new URL('../c?x', 'https://h:1/a/b').href)
println(new URL('', 'https://h:1/a/b').href)
println(new URL('//other/c', 'https://h:1/a/b').href)
println(new URL('http://other/c', 'https://h:1/a/b').href)

var url = new URL('http://h/?a=1')
url.searchParams.set('b', '2')
println(url.href, url.searchParams.toString())

println(URL.encode("a b/c?d=é&-_.!~*'()"), URL.encodeComponent("a b/c?d=é&-_.!~*'()"))
println(URL.decode('a%20b+c%C3%A9%41%2F%26%7b'), URL.decodeComponent('a%20b+c%C3%A9%41%2F%26%2d'))
;['%', '%4', '%zz', 'a%2'].forEach(function (text) {
  try {
    println(URL.decode(text))
  } catch (e) {
    println(text, e.message)
  }
  try {
    println(URL.decodeComponent(text))
  } catch (e) {
    println(text, e.message)
  }
})
