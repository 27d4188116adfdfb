// What a script sets in its environment it reads again, and programs started later see it.
os.env.ZTM_TEST_SET = 'set'
println(String(os.env.ZTM_TEST_SET))
println(pipy.exec(['sh', '-c', 'echo "<$ZTM_TEST_SET>"']).toString()?.trim() ?? '?')
