// SPDX-License-Identifier: Apache-2.0
// The same classes on the class path and on the module path.
def java = new File(System.getProperty('java.home'), 'bin/java').path
def classPath = new File(basedir, 'target/classpath.txt').text.trim()
assert !(classPath =~ /micrometer|jackson|jedis/) : "what nobody asked for came along: $classPath"
def all = new File(basedir, 'target/classes').path + File.pathSeparator + classPath

[['-cp', all, 'consumer.Guarded'], ['-p', all, '-m', 'consumer/consumer.Guarded']].each {
    def process = new ProcessBuilder([java] + it).redirectErrorStream(true).start()
    def output = process.inputStream.text
    println output
    assert process.waitFor() == 0
    assert output.contains('ready: true')
    assert output.contains('failed: on purpose')
    assert output.contains("refused: circuit 'extractor' is OPEN (3 of last 3 calls failed")
    assert !output.contains('NoClassDefFoundError')
}
return true
