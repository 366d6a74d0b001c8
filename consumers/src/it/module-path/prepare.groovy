// SPDX-License-Identifier: Apache-2.0
evaluate(new File(root, 'consumers/src/it/ReadmeProgram.groovy'))

def sources = new File(basedir, 'src/main/java')
new File(sources, 'consumer').mkdirs()
new File(sources, 'consumer/Quickstart.java').text = 'package consumer;\n\n' + program
new File(sources, 'module-info.java').text = '''
module consumer {
    requires dev.mainstay.health.checks;
    requires dev.mainstay.http.jdk;
}
'''
return true
