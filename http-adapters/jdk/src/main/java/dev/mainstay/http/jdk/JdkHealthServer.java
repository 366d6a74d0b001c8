// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpServer;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.internal.DaemonThreads;
import dev.mainstay.internal.Log;
import dev.mainstay.internal.Require;
import dev.mainstay.internal.Throwables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A port for health alone: for a worker that has no HTTP, or a service whose own threads may all be
 * busy. It answers on daemon threads of its own, so it does not keep a process alive: up to 128, as
 * clients may be slow to send and to read. A request that takes longer than 3 s is cut off, or than
 * 0.25 s while others wait for a thread; 1,024 requests wait for one, and further ones are closed.
 * The JDK closes connections that have been idle for 30 s, or at once where 1,200 are.
 *
 * <pre>{@code
 * JdkHealthServer port = JdkHealthServer.start(HealthEndpoints.of(health), 8081);
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class JdkHealthServer implements AutoCloseable {
    private static final Log LOG = Log.of(JdkHealthServer.class);
    private static final int BACKLOG = 1_024;
    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final int MAX_PORT = 65_535;

    private final HttpServer server;
    private final ServerThreads threads;
    private final int port;
    private final AtomicBoolean closed = new AtomicBoolean();

    private JdkHealthServer(HttpServer server, ServerThreads threads) {
        this.server = server;
        this.threads = threads;
        this.port = server.getAddress().getPort();
    }

    /**
     * Opens a port on all interfaces, and answers there from now on.
     *
     * @param endpoints what answers
     * @param port 1 to 65535, or 0 for any that is free
     * @return the server
     * @throws IllegalArgumentException if the port is outside its range
     * @throws UncheckedIOException if the port cannot be opened
     */
    public static JdkHealthServer start(HealthEndpoints endpoints, int port) {
        return start(endpoints, new InetSocketAddress(Require.between("port", 0, MAX_PORT, port)));
    }

    /**
     * Opens a port on one interface, and answers there from now on.
     *
     * @param endpoints what answers
     * @param address the interface and port; port 0 for any that is free
     * @return the server
     * @throws UncheckedIOException if the address cannot be resolved, or the port not opened
     */
    public static JdkHealthServer start(HealthEndpoints endpoints, InetSocketAddress address) {
        JdkHealthHandler handler = JdkHealthHandler.of(endpoints);
        requireNonNull(address, "address");
        applyDefaults();
        HttpServer server = open(address);
        server.createContext("/", handler);
        var threads = new ServerThreads(LIMIT);
        server.setExecutor(threads);
        startDaemons(server);
        var started = new JdkHealthServer(server, threads);
        LOG.info("health is answered on port {}", started.port);
        return started;
    }

    /**
     * Sets the JDK's properties for its HTTP servers that a health port needs and that are unset,
     * and logs them: {@code sun.net.httpserver.nodelay} to {@code true}, without which JDK 17
     * answers on a kept connection in 44 ms; {@code sun.net.httpserver.maxReqTime} to 60 s, without
     * which a client may take for ever to send its request; and {@code
     * sun.net.httpserver.maxIdleConnections} from 200 to 1,200, each of which takes 25 kB: where so
     * many are idle, each further client loses its connection after its answer, unannounced. They
     * are the whole process's, and read once: call this before the first {@link HttpServer} is
     * created. {@code start} does.
     */
    public static void applyDefaults() {
        ServerProperties.apply();
    }

    /**
     * Returns the port.
     *
     * @return the port that was opened, also after {@link #close()}
     */
    public int port() {
        return port;
    }

    /** Closes the port and its connections at once. A second call does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            server.stop(0);
            threads.close();
        }
    }

    @Override
    public String toString() {
        return "health on port " + port + (closed.get() ? " (closed)" : "");
    }

    /** The server's own threads are daemons if the thread that starts them is one. */
    private static void startDaemons(HttpServer server) {
        CompletableFuture.runAsync(
                        server::start, task -> DaemonThreads.start("mainstay-http-start", task))
                .join();
    }

    private static HttpServer open(InetSocketAddress address) {
        try {
            return HttpServer.create(address, BACKLOG);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "health port %s cannot be opened: %s".formatted(address, Throwables.message(e)),
                    e);
        }
    }
}
