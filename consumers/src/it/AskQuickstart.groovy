// SPDX-License-Identifier: Apache-2.0
// Runs the README's program with the binding's arguments, and asks it what the README asks it.
def java = new File(System.getProperty('java.home'), 'bin/java').path
def log = new File(basedir, 'target/quickstart.log')
def health = 'http://127.0.0.1:' + new File(basedir, 'port.txt').text + '/health'
def promised = new File(root, 'README.md').readLines().find { it.startsWith('{"status"') }

def process = new ProcessBuilder([java] + arguments)
        .redirectErrorStream(true).redirectOutput(log).start()
try {
    def answer = null
    def until = System.nanoTime() + 30_000_000_000L
    while (answer != promised && process.alive && System.nanoTime() < until) {
        try {
            answer = new URL(health + '/ready').text
        } catch (IOException e) {
            answer = e.toString()
        }
        Thread.sleep(100)
    }
    assert answer == promised : "the quickstart answered $answer, its log: ${log.text}"
    assert new URL(health + '/live').openConnection().responseCode == 200
    def detailed = new URL(health + '/detailed').text
    println detailed
    assert detailed.startsWith('{"status":"UP"')
} finally {
    process.destroyForcibly().waitFor()
    println log.text
}
assert !(log.text =~ /Exception|Error/)
