// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mainstay.health.HealthMonitor;
import dev.mainstay.http.HealthEndpoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdkHealthServerTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final HealthMonitor monitor = HealthMonitor.builder().build();
    private final HealthEndpoints endpoints = HealthEndpoints.of(monitor);
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void closeSockets() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void start_onPortZero_tellsThePortItGot() throws IOException {
        try (JdkHealthServer server = JdkHealthServer.start(endpoints, 0)) {
            assertThat(server.port()).isBetween(1, 65_535);
            assertThat(status(server, "/health/live")).isEqualTo(200);
            assertThat(status(server, "/elsewhere")).isEqualTo(404);
        }
    }

    @Test
    void start_onAPortInUse_saysWhich() throws IOException {
        try (var taken = new ServerSocket(0, 1, LOOPBACK)) {
            var address = new InetSocketAddress(LOOPBACK, taken.getLocalPort());

            assertThatThrownBy(() -> JdkHealthServer.start(endpoints, address))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining(":" + taken.getLocalPort() + " cannot be opened");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536})
    void start_onAPortOutsideItsRange_isRefused(int port) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JdkHealthServer.start(endpoints, port))
                .withMessage("port must be between 0 and 65535, but was " + port);
    }

    @Test
    void close_twice_freesThePortAtOnce() throws IOException {
        JdkHealthServer server = start();

        server.close();
        server.close();

        try (var free = new ServerSocket()) {
            free.setReuseAddress(true);
            free.bind(new InetSocketAddress(LOOPBACK, server.port()));
            assertThat(free.isBound()).isTrue();
        }
    }

    @Test
    void threads_ofThePort_areNamedDaemonsAndEndWithIt() throws IOException {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        JdkHealthServer server = start();
        assertThat(status(server, "/health/live")).isEqualTo(200);

        var added = new HashSet<>(Thread.getAllStackTraces().keySet());
        added.removeAll(before);
        added.removeIf(thread -> thread.getName().startsWith("Keep-Alive"));

        assertThat(added).isNotEmpty().allMatch(Thread::isDaemon);
        assertThat(added).extracting(Thread::getName).contains("mainstay-http-1");
        server.close();
        await().atMost(Duration.ofSeconds(10)).until(() -> added.stream().noneMatch(this::isOurs));
    }

    @Test
    void start_whenInterrupted_startsAndStaysInterrupted() throws IOException {
        Thread.currentThread().interrupt();
        JdkHealthServer server = start();
        boolean interrupted = Thread.interrupted();

        assertThat(interrupted).isTrue();
        assertThat(status(server, "/health/live")).isEqualTo(200);
        server.close();
    }

    @Test
    void slowClients_moreThanThereAreThreads_delayNoProbeForLong() throws IOException {
        try (JdkHealthServer server = start()) {
            for (int i = 0; i < ServerThreads.THREADS * 4; i++) {
                var socket = new Socket(LOOPBACK, server.port());
                sockets.add(socket);
                socket.getOutputStream().write("GET /health/live HT".getBytes(US_ASCII));
            }

            long begin = System.nanoTime();
            int status = status(server, "/health/live");

            assertThat(status).isEqualTo(200);
            // Each of them alone would hold its thread for 3 s, and the last of them for 12.
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isLessThan(Duration.ofSeconds(9));
        }
    }

    @Test
    void applyDefaults_whenUnset_setsThemAndKeepsWhatIsSet() {
        String delay = "sun.net.httpserver.nodelay";
        String time = "sun.net.httpserver.maxReqTime";
        String idle = "sun.net.httpserver.maxIdleConnections";
        System.clearProperty(delay);
        System.clearProperty(idle);
        System.setProperty(time, "7");
        try {
            JdkHealthServer.applyDefaults();

            assertThat(System.getProperty(delay)).isEqualTo("true");
            assertThat(System.getProperty(idle)).isEqualTo("1200");
            assertThat(System.getProperty(time)).isEqualTo("7");
        } finally {
            System.setProperty(time, "60");
        }
    }

    private JdkHealthServer start() {
        return JdkHealthServer.start(endpoints, new InetSocketAddress(LOOPBACK, 0));
    }

    private boolean isOurs(Thread thread) {
        String name = thread.getName();
        boolean ours = name.startsWith("mainstay-http") || name.startsWith("HTTP-Dispatcher");
        return ours && thread.isAlive();
    }

    private static int status(JdkHealthServer server, String path) throws IOException {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
        var connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setReadTimeout(30_000);
        connection.setRequestProperty("Connection", "close");
        return connection.getResponseCode();
    }
}
