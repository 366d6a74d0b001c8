// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.probe;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks on a thread of its own, for looking up a name knows no timeout, and a handshake begins its
 * timeout anew with each byte. Who stays in one is left there: the process ends, or the name is
 * answered for at last.
 */
final class Overseen extends Thread {
    private final HttpGet get;
    private final Socket socket;
    private final long deadline;
    private @Nullable Answer answer;
    private @Nullable Throwable failure;

    private Overseen(HttpGet get, Socket socket, long deadline) {
        super("probe");
        this.get = get;
        this.socket = socket;
        this.deadline = deadline;
        setDaemon(true);
    }

    /** The caller closes the socket, which ends a handshake that is late. */
    static Answer exchange(HttpGet get, Socket socket, long deadline)
            throws IOException, InterruptedException {
        var overseen = new Overseen(get, socket, deadline);
        overseen.start();
        overseen.join(DeadlineInputStream.millisLeft(deadline));
        if (overseen.isAlive()) {
            throw new SocketTimeoutException();
        }
        return overseen.outcome();
    }

    @Override
    public void run() {
        try {
            answer = get.exchange(socket, deadline);
        } catch (Throwable t) {
            failure = t;
        }
    }

    private Answer outcome() throws IOException {
        if (answer != null) {
            return answer;
        }
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        throw new IllegalStateException(failure);
    }
}
