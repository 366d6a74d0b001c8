// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpServer;
import dev.mainstay.internal.DaemonThreads;
import dev.mainstay.internal.Log;
import dev.mainstay.internal.Require;
import dev.mainstay.shutdown.InFlight;
import java.time.Duration;

/**
 * Stops the JDK's servers without cutting off what is under way. {@link HttpServer#stop} does not:
 * depending on the JDK it waits its whole delay with nothing to wait for, or closes connections
 * whose answers are not sent, keeps connections alive in the meantime, and loses an interrupt.
 *
 * <pre>{@code
 * JdkServers.gracefulStop(server, inFlight, Duration.ofSeconds(10));
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class JdkServers {
    private static final Log LOG = Log.of(JdkServers.class);

    private static final Duration MOST_SETTLING = Duration.ofMillis(250);
    private static final Duration STOP = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    private JdkServers() {}

    /**
     * Refuses new requests, waits until those under way are answered, and stops the server once no
     * request has come for 50 ms, or after 250 ms. Where nothing is under way and nothing comes it
     * does not wait longer. Blocks for up to 1.25 s over the timeout. An interrupt ends the wait,
     * and is kept. Not to be called by a request of the server's own, which would wait for itself.
     *
     * @param server the server, with a {@link JdkTrafficFilter} before what it serves
     * @param inFlight what counts its requests
     * @param timeout how long to wait at most; zero to a day
     * @return true if nothing was under way any more; false if what was has been cut off
     * @throws IllegalArgumentException if the timeout is outside its range
     */
    public static boolean gracefulStop(HttpServer server, InFlight inFlight, Duration timeout) {
        requireNonNull(server, "server");
        Require.between("timeout", Duration.ZERO, LONGEST, timeout);
        requireNonNull(inFlight, "inFlight").refuse();
        boolean interrupted = Thread.interrupted();
        boolean drained = false;
        try {
            drained = !interrupted && inFlight.awaitZero(timeout);
            inFlight.awaitQuiet(MOST_SETTLING);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (!drained) {
            LOG.warn("stopping the server with {}", inFlight);
        }
        interrupted |= stop(server);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return drained;
    }

    /**
     * On a thread of its own, as it waits for the server's without a limit; true if interrupted.
     */
    private static boolean stop(HttpServer server) {
        Thread thread = DaemonThreads.start("mainstay-http-stop", () -> stopNow(server));
        boolean interrupted = false;
        long deadline = System.nanoTime() + STOP.toNanos();
        for (long left = STOP.toMillis(); left > 0 && thread.isAlive(); ) {
            try {
                thread.join(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            left = (deadline - System.nanoTime()) / 1_000_000;
        }
        return interrupted;
    }

    @SuppressWarnings("CatchThrowable") // it is the thread's last, and would be printed unmasked
    private static void stopNow(HttpServer server) {
        try {
            server.stop(0);
        } catch (Throwable e) {
            LOG.warn("the server failed to stop", e);
        }
    }
}
