// SPDX-License-Identifier: Apache-2.0
def classPath = new File(basedir, 'target/classpath.txt').text.trim()
assert !(classPath =~ /micrometer|jackson-databind/) : "an optional library came along: $classPath"

def java = new File(System.getProperty('java.home'), 'bin/java').path
def all = new File(basedir, 'target/classes').path + File.pathSeparator + classPath
def process = new ProcessBuilder(java, '-cp', all, 'consumer.Probed')
        .redirectErrorStream(true).start()
def output = process.inputStream.text
println output

assert process.waitFor() == 0
['/', '/health/ready', '/health/detailed'].each { assert output.contains("$it 200") }
assert output.contains('clean: true')
assert !output.contains('NoClassDefFoundError')
