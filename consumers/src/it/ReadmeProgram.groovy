// SPDX-License-Identifier: Apache-2.0
// The README's program without its package, on a port that is free.
def sample = 'samples/quickstart/src/main/java/dev/mainstay/samples/quickstart/Quickstart.java'
def socket = new ServerSocket(0)
def port = socket.localPort
socket.close()
new File(basedir, 'port.txt').text = port

def text = new File(root, sample).text
assert text.contains('8080')
program = text.replaceFirst(/(?m)^package .*;\n/, '').replace('8080', "$port")
