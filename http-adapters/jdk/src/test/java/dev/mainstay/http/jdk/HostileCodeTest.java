// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.mainstay.health.CapturedLog;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Hostile;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.Traffic;
import dev.mainstay.internal.Throwables;
import dev.mainstay.shutdown.InFlight;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Users' code that throws what nobody expects: nothing of ours fails, and no log tells secrets. */
class HostileCodeTest {
    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    static Stream<Throwable> thrown() {
        return Stream.of(
                Hostile.telling(),
                Hostile.tellingUnchecked(),
                Hostile.tellingError(),
                Hostile.throwing());
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("thrown")
    void handler_thatThrows_endsItsRequestAndNothingElse(Throwable thrown) throws Exception {
        var inFlight = InFlight.create();
        JdkTrafficFilter filter = JdkTrafficFilter.of(Traffic.of(inFlight));
        HttpServer server = HttpServer.create(ANY, 0);
        server.createContext("/broken", exchange -> raise(thrown)).getFilters().add(filter);
        server.createContext("/", HostileCodeTest::answer).getFilters().add(filter);
        ExecutorService threads = Executors.newCachedThreadPool(HostileCodeTest::quiet);
        server.setExecutor(threads);
        server.start();
        try (var log = new CapturedLog()) {
            int port = server.getAddress().getPort();

            try (Socket broken = ask(port, "/broken")) {
                await().until(() -> inFlight.count() == 0);
                assertThat(broken.isConnected()).isTrue();
            }

            assertThat(statusLine(port, "/")).startsWith("HTTP/1.1 204 ");
            assertThat(inFlight.awaitZero(Duration.ofSeconds(10))).isTrue();
            assertThat(log.all()).doesNotContain(Hostile.SECRET);
        } finally {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("thrown")
    void scrape_thatThrows_leavesTheHealthPortAnswering(Throwable thrown) throws Exception {
        try (HealthMonitor health = HealthMonitor.builder().build();
                var log = new CapturedLog();
                JdkHealthServer server = JdkHealthServer.start(broken(health, thrown), ANY)) {
            for (int i = 0; i < 3; i++) {
                assertThat(statusLine(server.port(), "/metrics")).doesNotContain(Hostile.SECRET);
            }

            assertThat(statusLine(server.port(), "/health/live")).startsWith("HTTP/1.1 200 ");
            assertThat(log.all()).doesNotContain(Hostile.SECRET);
        }
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("thrown")
    void server_whoseStopThrows_isReportedAsDrained(Throwable thrown) {
        try (var log = new CapturedLog()) {
            HttpServer server = new BrokenServer(thrown);

            assertThat(JdkServers.gracefulStop(server, InFlight.create(), Duration.ZERO)).isTrue();

            assertThat(log.lines("the server failed to stop")).hasSize(1);
            assertThat(log.all()).doesNotContain(Hostile.SECRET);
        }
    }

    private static HealthEndpoints broken(HealthMonitor health, Throwable thrown) {
        return HealthEndpoints.builder(health)
                .metrics(
                        type -> {
                            throw Throwables.raise(thrown);
                        })
                .build();
    }

    private static void raise(Throwable thrown) {
        throw Throwables.raise(thrown);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(204, -1);
    }

    /** What an application's own threads print is not ours. */
    private static Thread quiet(Runnable task) {
        var thread = new Thread(task);
        thread.setUncaughtExceptionHandler((it, e) -> {});
        return thread;
    }

    private static Socket ask(int port, String path) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(15_000);
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(US_ASCII));
        return socket;
    }

    /** Empty where the connection ends without an answer. */
    private static String statusLine(int port, String path) throws IOException {
        try (Socket socket = ask(port, path)) {
            byte[] head = new byte[200];
            return new String(head, 0, Math.max(0, socket.getInputStream().read(head)), US_ASCII);
        }
    }

    private static final class BrokenServer extends HttpServer {
        private final Throwable thrown;

        BrokenServer(Throwable thrown) {
            this.thrown = thrown;
        }

        @Override
        public void stop(int delay) {
            raise(thrown);
        }

        @Override
        public void bind(InetSocketAddress address, int backlog) {}

        @Override
        public void start() {}

        @Override
        public void setExecutor(Executor executor) {}

        @Override
        public Executor getExecutor() {
            return Runnable::run;
        }

        @Override
        public HttpContext createContext(String path, HttpHandler handler) {
            throw new UnsupportedOperationException();
        }

        @Override
        public HttpContext createContext(String path) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void removeContext(String path) {}

        @Override
        public void removeContext(HttpContext context) {}

        @Override
        public InetSocketAddress getAddress() {
            return ANY;
        }
    }
}
