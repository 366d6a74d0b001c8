// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.mainstay.http.HttpMetrics;
import dev.mainstay.http.Traffic;
import dev.mainstay.shutdown.InFlight;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JdkTrafficFilterTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final byte[] BODY = "done".getBytes(US_ASCII);

    private final InFlight inFlight = InFlight.create();
    private final Traffic traffic = Traffic.of(inFlight);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch release = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        JdkHealthServer.applyDefaults();
        HttpMetrics.of(traffic).bindTo(meters);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve("/nothing", exchange -> {});
        serve("/whole", JdkTrafficFilterTest::sendAndLeaveOpen);
        serve("/exchange", exchange -> threads.execute(() -> answerLater(exchange)));
        serve("/stream", this::sendLater);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        release.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @ParameterizedTest
    @CsvSource({"/nothing,none", "/whole,200"})
    void request_whoseHandlerForgotIt_endsOnceItIsGarbage(String path, String status)
            throws Exception {
        try (Socket client = send(path)) {
            await().atMost(LONG).until(() -> inFlight.count() == 1);

            await().atMost(LONG).until(() -> isZeroAfterCollection());

            assertThat(client.isConnected()).isTrue();
        }
        assertThat(traffic.count()).isZero();
        assertThat(meters.get("mainstay.http.requests").tag("route", path).timer().count())
                .isEqualTo(1);
        assertThat(meters.get("mainstay.http.requests").tag("status", status).timer().count())
                .isEqualTo(1);
    }

    @Test
    void handler_thatForgetsRequests_isWarnedAboutOnce() throws Exception {
        serve("/warned", exchange -> {});
        PrintStream before = System.err;
        var log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, UTF_8));
        try (Socket first = send("/warned");
                Socket second = send("/warned")) {
            await().atMost(LONG).until(() -> inFlight.count() == 2);
            await().atMost(LONG).until(() -> isZeroAfterCollection());
            assertThat(first.isConnected() && second.isConnected()).isTrue();
        } finally {
            System.setErr(before);
        }

        assertThat(log.toString(UTF_8))
                .containsOnlyOnce("the context '/warned'")
                .contains("close every exchange");
    }

    @Test
    void request_whoseLostClientItsHandlerShrugsAt_endsAtOnce() throws Exception {
        var held = new AtomicReference<HttpExchange>();
        serve(
                "/shrug",
                exchange -> {
                    held.set(exchange);
                    awaitRelease();
                    writeUntilLost(exchange);
                });
        try (Socket client = send("/shrug")) {
            await().atMost(LONG).until(() -> inFlight.count() == 1);
            client.setSoLinger(true, 0);
        }

        release.countDown();

        assertThat(inFlight.awaitZero(LONG)).isTrue();
        assertThat(held.get().getResponseCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/exchange", "/stream"})
    void request_thatIsAnsweredLater_staysInFlightUntilThen(String path) throws Exception {
        try (Socket client = send(path);
                Socket forgotten = send("/nothing")) {
            await().atMost(LONG).until(() -> inFlight.count() == 2);

            // What is found shows that the collector has looked.
            await().atMost(LONG).until(() -> countAfterCollection() == 1);
            for (int i = 0; i < 5; i++) {
                assertThat(countAfterCollection()).isEqualTo(1);
            }
            assertThat(inFlight.items())
                    .singleElement()
                    .extracting(InFlight.Item::name)
                    .isEqualTo("GET " + path);

            release.countDown();
            assertThat(new String(client.getInputStream().readAllBytes(), US_ASCII))
                    .contains("done");
            assertThat(inFlight.awaitZero(LONG)).isTrue();
            assertThat(forgotten.isConnected()).isTrue();
        }
        assertThat(meters.get("mainstay.http.requests").tag("status", "200").timer().count())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"right,200", "wrong,401"})
    void request_toAnAuthenticatedContext_isAnsweredAndCounted(String password, int status)
            throws Exception {
        serve("/locked", JdkTrafficFilterTest::answer)
                .setAuthenticator(
                        new BasicAuthenticator("orders") {
                            @Override
                            public boolean checkCredentials(String user, String given) {
                                return given.equals("right");
                            }
                        });
        byte[] credentials = ("user:" + password).getBytes(US_ASCII);
        String header = "Authorization: Basic " + Base64.getEncoder().encodeToString(credentials);

        inFlight.drain();
        try (Socket client = send("/locked", header)) {
            assertThat(new String(client.getInputStream().readAllBytes(), US_ASCII))
                    .startsWith("HTTP/1.1 " + status)
                    .containsIgnoringCase("Connection: close");
        }
        assertThat(inFlight.awaitZero(LONG)).isTrue();
        assertThat(meters.get("mainstay.http.requests").tag("status", "" + status).timer().count())
                .isEqualTo(1);
    }

    private HttpContext serve(String path, HttpHandler handler) {
        HttpContext context = server.createContext(path, handler);
        context.getFilters().add(JdkTrafficFilter.of(traffic));
        return context;
    }

    private boolean isZeroAfterCollection() {
        return countAfterCollection() == 0;
    }

    private long countAfterCollection() {
        System.gc();
        return inFlight.count();
    }

    private Socket send(String path, String... headers) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort());
        socket.setSoTimeout(20_000);
        String head = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        socket.getOutputStream().write((head + more + "\r\n").getBytes(US_ASCII));
        return socket;
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            sendAndLeaveOpen(exchange);
        }
    }

    private static void sendAndLeaveOpen(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, BODY.length);
        exchange.getResponseBody().write(BODY);
    }

    private static void writeUntilLost(HttpExchange exchange) {
        try {
            exchange.sendResponseHeaders(200, 0);
            for (int i = 0; i < 10_000; i++) {
                exchange.getResponseBody().write(new byte[64 * 1024]);
            }
        } catch (IOException e) {
            // As many a handler does; and it closes nothing.
        }
    }

    private void answerLater(HttpExchange exchange) {
        awaitRelease();
        try {
            answer(exchange);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void sendLater(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, BODY.length);
        OutputStream body = exchange.getResponseBody();
        threads.execute(() -> writeLater(body));
    }

    private void writeLater(OutputStream body) {
        awaitRelease();
        try (body) {
            body.write(BODY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitRelease() {
        try {
            assertThat(release.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
