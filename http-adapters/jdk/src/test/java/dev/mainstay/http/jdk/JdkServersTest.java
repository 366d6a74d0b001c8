// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mainstay.http.Traffic;
import dev.mainstay.shutdown.InFlight;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdkServersTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String GET = "GET /app HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final InFlight inFlight = InFlight.create();
    private final Traffic traffic = Traffic.of(inFlight);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        JdkHealthServer.applyDefaults();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/app", this::answer).getFilters().add(JdkTrafficFilter.of(traffic));
        server.createContext("/async", exchange -> threads.execute(() -> answerLater(exchange)))
                .getFilters()
                .add(JdkTrafficFilter.of(traffic));
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        release.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void gracefulStop_withNothingUnderWay_isQuick() throws IOException {
        try (Socket idle = connect()) {
            long begin = System.nanoTime();

            assertThat(JdkServers.gracefulStop(server, inFlight, LONG)).isTrue();

            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isLessThan(Duration.ofSeconds(1));
            assertThat(idle.getInputStream().read()).isNegative();
        }
        assertThat(isClosed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/app", "/async"})
    void gracefulStop_withRequestsUnderWay_answersThemWhole(String path) throws Exception {
        var clients = new ArrayList<Future<String>>();
        for (int i = 0; i < 8; i++) {
            clients.add(threads.submit(() -> exchange(path)));
        }
        await().atMost(LONG).until(() -> inFlight.count() == 8);

        Future<Boolean> stopped =
                threads.submit(() -> JdkServers.gracefulStop(server, inFlight, LONG));
        await().atMost(LONG).until(inFlight::isRefusing);
        assertThat(stopped).isNotDone();
        release.countDown();

        for (Future<String> client : clients) {
            assertThat(client.get(20, TimeUnit.SECONDS))
                    .startsWith("HTTP/1.1 200 OK")
                    .containsIgnoringCase("Connection: close")
                    .endsWith("\r\n\r\n" + "x".repeat(100_000));
        }
        assertThat(stopped.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(isClosed()).isTrue();
    }

    @Test
    void gracefulStop_overItsTimeout_cutsOffAndSaysSo() throws Exception {
        try (Socket client = connect()) {
            client.getOutputStream().write(GET.getBytes(US_ASCII));
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

            assertThat(JdkServers.gracefulStop(server, inFlight, Duration.ofMillis(50))).isFalse();

            assertThat(inFlight.count()).isEqualTo(1);
            assertThat(isClosed()).isTrue();
        }
    }

    @Test
    void gracefulStop_whenInterrupted_hurriesAndKeepsTheFlag() throws Exception {
        try (Socket client = connect()) {
            client.getOutputStream().write(GET.getBytes(US_ASCII));
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
            List<Boolean> outcome = new ArrayList<>();
            var stopping =
                    new Thread(
                            () -> {
                                outcome.add(JdkServers.gracefulStop(server, inFlight, LONG));
                                outcome.add(Thread.currentThread().isInterrupted());
                            });
            stopping.start();
            await().atMost(LONG).until(inFlight::isRefusing);

            stopping.interrupt();
            stopping.join(10_000);

            assertThat(outcome).containsExactly(false, true);
            assertThat(isClosed()).isTrue();
        }
    }

    @Test
    void gracefulStop_ofAServerWhoseOwnThreadIsStuck_comesBack() throws Exception {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        HttpServer single = HttpServer.create(address, 0);
        single.createContext("/app", this::answer).getFilters().add(JdkTrafficFilter.of(traffic));
        single.start();
        try (var client = new Socket(address.getAddress(), single.getAddress().getPort())) {
            client.getOutputStream().write(GET.getBytes(US_ASCII));
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
            long begin = System.nanoTime();

            assertThat(JdkServers.gracefulStop(single, inFlight, Duration.ofMillis(50))).isFalse();

            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isLessThan(Duration.ofSeconds(5));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1S", "P2D"})
    void gracefulStop_withATimeoutOutsideItsRange_isRefused(Duration timeout) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JdkServers.gracefulStop(server, inFlight, timeout))
                .withMessage("timeout must be between PT0S and PT24H, but was " + timeout);
        assertThat(inFlight.isRefusing()).isFalse();
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private String exchange(String path) throws IOException {
        try (Socket client = connect()) {
            client.getOutputStream().write(GET.replace("/app", path).getBytes(US_ASCII));
            return new String(client.getInputStream().readAllBytes(), US_ASCII);
        }
    }

    private boolean isClosed() {
        try (Socket socket = connect()) {
            return !socket.isConnected();
        } catch (IOException e) {
            return true;
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        begun.countDown();
        try (exchange) {
            if (!release.await(30, TimeUnit.SECONDS)) {
                throw new IOException("not released");
            }
            byte[] body = "x".repeat(100_000).getBytes(US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void answerLater(HttpExchange exchange) {
        try {
            answer(exchange);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
