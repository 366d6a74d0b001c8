// SPDX-License-Identifier: Apache-2.0
def classPath = new File(basedir, 'target/classpath.txt').text.trim()
def all = new File(basedir, 'target/classes').path + File.pathSeparator + classPath
arguments = ['-cp', all, 'Quickstart']
evaluate(new File(root, 'consumers/src/it/AskQuickstart.groovy'))
