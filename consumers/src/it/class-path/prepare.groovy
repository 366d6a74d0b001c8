// SPDX-License-Identifier: Apache-2.0
evaluate(new File(root, 'consumers/src/it/ReadmeProgram.groovy'))

def sources = new File(basedir, 'src/main/java')
sources.mkdirs()
new File(sources, 'Quickstart.java').text = program
return true
