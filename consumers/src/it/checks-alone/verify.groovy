// SPDX-License-Identifier: Apache-2.0
def classPath = new File(basedir, 'target/classpath.txt').text.trim()
assert !(classPath =~ /jedis|micrometer/) : "an optional client came along: $classPath"

def java = new File(System.getProperty('java.home'), 'bin/java').path
def all = new File(basedir, 'target/classes').path + File.pathSeparator + classPath
def process = new ProcessBuilder(java, '-cp', all, 'consumer.ChecksAlone')
        .redirectErrorStream(true).start()
def output = process.inputStream.text
println output

assert process.waitFor() == 0
assert output.contains('started: true')
assert output =~ /deadlock=UP/
assert output =~ /disk=(UP|DEGRADED|DOWN)/
assert output =~ /memory=(UP|DEGRADED)/
assert !output.contains('NoClassDefFoundError')
assert !output.contains('Exception')
