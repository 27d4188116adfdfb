// http.Match: sections, names, the rest, slashes at the end, queries; and the patterns that are refused.
[
  ['/a', '/a'], ['/a', '/A'], ['/a', '/a/'], ['/a', '/a?x=1'], ['/a', '/a#x'], ['/a', '/a/b'], ['/a', '/ab'], ['/a', ''], ['/a', '/'],
  ['/relay/{id}', '/relay/x-1'], ['/relay/{id}', '/relay/'], ['/relay/{id}', '/relay/a%2Fb'],
  ['/{a}/*', '/x/y/z'], ['/{a}/*', '/x/y/z/'], ['/{a}/*', '/x/y/z?q'], ['/{a}/*', '/x'], ['/{a}/*/c', '/x/y/c'], ['/{a}/{b}', '//b'],
].forEach((row) => {
  println(row[0], row[1], JSON.stringify(new http.Match(row[0])(row[1])));
});
println(JSON.stringify(new http.Match('/x/{y}')({ path: '/x/1' })));
['', 'a', '/', '/a/', '/{a', '/*b'].forEach((pattern) => {
  try {
    new http.Match(pattern);
    println('accepted', pattern);
  } catch (e) {
    println(pattern, e.message);
  }
});
os.kill(pipy.pid, 9);
