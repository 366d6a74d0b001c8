// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of the loopback interface. */
final class Ports {
    private Ports() {}

    /** One that no system gives to who asks for any: what listens there can stop and start. */
    static int ofItsOwn() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 32_000);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // there are others
            }
        }
    }
}
