// SPDX-License-Identifier: Apache-2.0
def sources = new File(basedir, 'src/main/java')
new File(sources, 'module-info.java').text = '''
module consumer {
    requires dev.mainstay.resilience;
}
'''
return true
