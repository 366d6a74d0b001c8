// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.mainstay.http.HealthRequest;
import dev.mainstay.http.HealthResponse;
import dev.mainstay.http.Traffic;
import dev.mainstay.shutdown.InFlight;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Refused uploads, each where one of the limits is what matters. */
class RefusalsTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int MEBIBYTE = 1 << 20;

    private final List<Socket> clients = new ArrayList<>();
    private final AtomicBoolean interrupted = new AtomicBoolean();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @AfterEach
    void stop() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void upload_readToItsEnd_keepsItsConnection() throws IOException {
        start(LONG, threads);
        Socket client = connect();

        for (int i = 0; i < 3; i++) {
            send(client, MEBIBYTE, MEBIBYTE);
            assertThat(answer(client)).startsWith("HTTP/1.1 503 ").endsWith("}");
        }
    }

    @Test
    void upload_ofTooManyBytes_isCutOff() throws IOException {
        start(LONG, threads);
        Socket client = connect();

        assertThatThrownBy(() -> send(client, 64 * MEBIBYTE, 63 * MEBIBYTE))
                .isInstanceOf(SocketException.class);
    }

    @Test
    void upload_thatTakesTooLong_isCutOffAndItsThreadServesOn() throws IOException {
        // On the server's own thread: no pool is there to clear an interrupt.
        start(Duration.ofMillis(100), Runnable::run);
        Socket stalled = connect();
        send(stalled, MEBIBYTE, 1);
        assertThat(answer(stalled)).startsWith("HTTP/1.1 503 ").endsWith("}");

        assertThat(isEnded(stalled)).isTrue();

        Socket next = connect();
        send(next, 1, 1);
        assertThat(answer(next)).startsWith("HTTP/1.1 503 ").endsWith("}");
        assertThat(interrupted).isFalse();
    }

    @Test
    void upload_whereTooManyAreRead_isAnsweredAndCutOffAtOnce() throws IOException {
        start(LONG, threads);
        for (int i = 0; i < Refusals.MOST_AT_A_TIME; i++) {
            send(connect(), MEBIBYTE, 1);
            assertThat(answer(clients.get(i))).startsWith("HTTP/1.1 503 ");
        }
        Socket oneTooMany = connect();
        send(oneTooMany, MEBIBYTE, 0);

        assertThat(answer(oneTooMany)).startsWith("HTTP/1.1 503 ").endsWith("}");
        assertThat(isEnded(oneTooMany)).isTrue();
        clients.get(0).setSoTimeout(1);
        assertThatThrownBy(() -> isEnded(clients.get(0)))
                .isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void upload_afterOthersHaveGone_isReadAgain() throws IOException {
        start(LONG, threads);
        for (int i = 0; i < Refusals.MOST_AT_A_TIME; i++) {
            send(connect(), MEBIBYTE, 1);
            assertThat(answer(clients.get(i))).startsWith("HTTP/1.1 503 ");
        }
        for (Socket client : clients) {
            client.close();
        }

        await().atMost(LONG).until(this::isKept);
    }

    private boolean isKept() throws IOException {
        Socket client = connect();
        try {
            send(client, MEBIBYTE, MEBIBYTE);
            answer(client);
            send(client, 1, 1);
            return answer(client).startsWith("HTTP/1.1 503 ");
        } catch (SocketException e) {
            return false;
        }
    }

    private void start(Duration limit, Executor executor) throws IOException {
        JdkHealthServer.applyDefaults();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var refusals = new Refusals(limit);
        HealthResponse refusal = overloaded();
        server.createContext(
                "/",
                exchange -> {
                    interrupted.compareAndSet(false, Thread.currentThread().isInterrupted());
                    refusals.send(exchange, refusal);
                });
        server.setExecutor(executor);
        server.start();
    }

    private static HealthResponse overloaded() {
        Traffic traffic = Traffic.builder(InFlight.create()).maxInFlight(1).build();
        traffic.begin(HealthRequest.builder("GET").path("/").build());
        return traffic.begin(HealthRequest.builder("GET").path("/").build())
                .refusal()
                .orElseThrow();
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort());
        socket.setSoTimeout(20_000);
        clients.add(socket);
        return socket;
    }

    private static void send(Socket client, int announced, int sent) throws IOException {
        String head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + announced;
        client.getOutputStream().write((head + "\r\n\r\n").getBytes(US_ASCII));
        client.getOutputStream().write(new byte[sent]);
    }

    /** Up to the end of its body, which is JSON without a further brace. */
    private static String answer(Socket client) throws IOException {
        var text = new StringBuilder();
        for (int c = 0; c >= 0 && c != '}'; ) {
            c = client.getInputStream().read();
            text.append((char) c);
        }
        return text.toString();
    }

    private static boolean isEnded(Socket client) throws IOException {
        try {
            return client.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }
}
